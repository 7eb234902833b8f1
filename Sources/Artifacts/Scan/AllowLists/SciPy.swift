extension AllowList {
    /// Sparse containers and splines. Not `scipy.stats`: its distributions compile text from their state.
    static let scipy: AllowList = {
        var list = AllowList(name: "SciPy")
        for kind in ["bsr", "coo", "csc", "csr", "dia", "dok", "lil"] {
            for suffix in ["matrix", "array"] {
                list.callable.formUnion([
                    "scipy.sparse.\(kind).\(kind)_\(suffix)", "scipy.sparse._\(kind).\(kind)_\(suffix)",
                    "scipy.sparse.\(kind)_\(suffix)",
                ])
            }
        }
        list.callable.formUnion([
            "scipy.interpolate._bsplines.BSpline", "scipy.interpolate.BSpline",
            "scipy.interpolate.interpolate.interp1d", "scipy.interpolate._interpolate.interp1d",
            "scipy.interpolate._interpolate.PPoly", "scipy.interpolate.interpolate.PPoly",
        ])
        list.referable = [
            "scipy.special._ufuncs.expit", "scipy.special._ufuncs.logit",
            "scipy._lib.array_api_compat.numpy._aliases.asarray",
        ]
        return list
    }()
}
