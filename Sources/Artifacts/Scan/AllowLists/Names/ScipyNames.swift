// Written by Scripts/allow-lists/generate; don't edit.
extension NameTable {
    /// What objects of SciPy name when they are pickled: the use, the versions seen, the module, its names.
    static let scipy = NameTable(
        framework: "SciPy",
        versions: "1.3.3 1.4.1 1.5.4 1.7.3 1.9.3 1.10.1 1.11.4 1.12.0 1.14.1 1.15.3 1.16.3",
        rows: """
            make 0-10 scipy.cluster.hierarchy ClusterNode
            make 0-10 scipy.interpolate._bsplines BSpline
            make 0-10 scipy.interpolate._cubic Akima1DInterpolator CubicSpline PchipInterpolator
            make 4-10 scipy.interpolate._fitpack2 InterpolatedUnivariateSpline LSQUnivariateSpline
            make 9-10 scipy.interpolate._interpnd LinearNDInterpolator
            make 4-10 scipy.interpolate._interpolate BPoly PPoly interp1d
            name 4-10 scipy.interpolate._interpolate interp1d._call_linear_np interp1d._call_spline
            make 4-10 scipy.interpolate._ndgriddata NearestNDInterpolator
            make 4-10 scipy.interpolate._polyint BarycentricInterpolator KroghInterpolator
            make 4-10 scipy.interpolate._rbf Rbf
            make 3-10 scipy.interpolate._rbfinterp RBFInterpolator
            make 4-10 scipy.interpolate._rgi RegularGridInterpolator
            make 0-3 scipy.interpolate.fitpack2 InterpolatedUnivariateSpline LSQUnivariateSpline
            make 0-8 scipy.interpolate.interpnd LinearNDInterpolator
            make 0-3 scipy.interpolate.interpolate BPoly PPoly RegularGridInterpolator interp1d
            name 0-3 scipy.interpolate.interpolate interp1d._call_linear_np interp1d._call_spline
            make 0-3 scipy.interpolate.ndgriddata NearestNDInterpolator
            make 0-3 scipy.interpolate.polyint BarycentricInterpolator KroghInterpolator
            make 0-3 scipy.interpolate.rbf Rbf
            make 4-10 scipy.optimize._optimize OptimizeResult
            make 0-3 scipy.optimize.optimize OptimizeResult
            make 4-5 scipy.sparse._arrays bsr_array coo_array csc_array csr_array dia_array dok_array lil_array
            make 4-10 scipy.sparse._bsr bsr_matrix
            make 6-10 scipy.sparse._bsr bsr_array
            make 4-10 scipy.sparse._coo coo_matrix
            make 6-10 scipy.sparse._coo coo_array
            make 4-10 scipy.sparse._csc csc_matrix
            make 6-10 scipy.sparse._csc csc_array
            make 4-10 scipy.sparse._csr csr_matrix
            make 6-10 scipy.sparse._csr csr_array
            make 4-10 scipy.sparse._dia dia_matrix
            make 6-10 scipy.sparse._dia dia_array
            make 4-10 scipy.sparse._dok dok_matrix
            make 6-10 scipy.sparse._dok dok_array
            make 4-10 scipy.sparse._lil lil_matrix
            make 6-10 scipy.sparse._lil lil_array
            make 0-3 scipy.sparse.bsr bsr_matrix
            make 0-3 scipy.sparse.coo coo_matrix
            make 0-3 scipy.sparse.csc csc_matrix
            make 0-3 scipy.sparse.csr csr_matrix
            make 0-3 scipy.sparse.dia dia_matrix
            make 0-3 scipy.sparse.dok dok_matrix
            make 0-3 scipy.sparse.lil lil_matrix
            make 4-10 scipy.sparse.linalg._interface MatrixLinearOperator
            make 0-3 scipy.sparse.linalg.interface MatrixLinearOperator
            make 4-10 scipy.spatial._ckdtree cKDTree
            make 4-10 scipy.spatial._kdtree KDTree
            make 4-10 scipy.spatial._qhull Delaunay
            make 0-3 scipy.spatial.ckdtree cKDTree
            name 0-10 scipy.spatial.distance braycurtis canberra chebyshev cityblock correlation cosine dice euclidean
            name 0-10 scipy.spatial.distance hamming jaccard mahalanobis minkowski sqeuclidean
            make 0-2 scipy.spatial.kdtree KDTree.leafnode
            make 0-3 scipy.spatial.kdtree KDTree
            make 0-3 scipy.spatial.qhull Delaunay
            make 4-10 scipy.spatial.transform._rotation Rotation
            make 1-3 scipy.spatial.transform.rotation Rotation
            name 0-10 scipy.special._logsumexp logsumexp softmax
            name 10 scipy.special._special_ufuncs dawsn erf erfc erfcx erfi exp10 exp2 expm1 log1p log_ndtr ndtr
            name 10 scipy.special._special_ufuncs voigt_profile wofz xlog1py xlogy
            name 8-10 scipy.special._special_ufuncs airy airye bei beip ber berp binom exp1 expi expit exprel gamma
            name 8-10 scipy.special._special_ufuncs gammaln hankel1 hankel1e hankel2 hankel2e hyp2f1 it2i0k0 it2j0y0
            name 8-10 scipy.special._special_ufuncs it2struve0 itairy iti0k0 itj0y0 itmodstruve0 itstruve0 iv ive jv jve
            name 8-10 scipy.special._special_ufuncs kei keip kelvin ker kerp kv kve log_expit log_wright_bessel loggamma
            name 8-10 scipy.special._special_ufuncs logit mathieu_a mathieu_b mathieu_cem mathieu_modcem1
            name 8-10 scipy.special._special_ufuncs mathieu_modcem2 mathieu_modsem1 mathieu_modsem2 mathieu_sem
            name 8-10 scipy.special._special_ufuncs modfresnelm modfresnelp obl_ang1 obl_ang1_cv obl_cv obl_rad1
            name 8-10 scipy.special._special_ufuncs obl_rad1_cv obl_rad2 obl_rad2_cv pbdv pbvv pbwa pro_ang1 pro_ang1_cv
            name 8-10 scipy.special._special_ufuncs pro_rad1 pro_rad1_cv pro_rad2 pro_rad2_cv psi rgamma sph_harm
            name 8-10 scipy.special._special_ufuncs wright_bessel yv yve
            name 9-10 scipy.special._special_ufuncs besselpoly beta betaln cbrt cosdg cosm1 cotdg ellipe ellipeinc
            name 9-10 scipy.special._special_ufuncs ellipj ellipk ellipkinc ellipkm1 fresnel gammainc gammaincc
            name 9-10 scipy.special._special_ufuncs gammainccinv gammaincinv gammasgn i0 i0e i1 i1e j0 j1 k0 k0e k1 k1e
            name 9-10 scipy.special._special_ufuncs modstruve pro_cv radian sindg struve tandg y0 y1 zetac
            name 3-10 scipy.special._ufuncs agm bdtr bdtrc bdtri bdtrik bdtrin betainc betaincinv boxcox boxcox1p
            name 3-10 scipy.special._ufuncs btdtria btdtrib chdtr chdtrc chdtri chdtriv chndtr chndtridf chndtrinc
            name 3-10 scipy.special._ufuncs chndtrix entr erfcinv erfinv eval_chebyc eval_chebys eval_chebyt eval_chebyu
            name 3-10 scipy.special._ufuncs eval_gegenbauer eval_genlaguerre eval_hermite eval_hermitenorm eval_jacobi
            name 3-10 scipy.special._ufuncs eval_laguerre eval_legendre eval_sh_chebyt eval_sh_chebyu eval_sh_jacobi
            name 3-10 scipy.special._ufuncs eval_sh_legendre expn fdtr fdtrc fdtri fdtridfd gdtr gdtrc gdtria gdtrib
            name 3-10 scipy.special._ufuncs gdtrix huber hyp0f1 hyp1f1 hyperu inv_boxcox inv_boxcox1p kl_div kn kolmogi
            name 3-10 scipy.special._ufuncs kolmogorov lpmv nbdtr nbdtrc nbdtri nbdtrik nbdtrin ncfdtr ncfdtri
            name 3-10 scipy.special._ufuncs ncfdtridfd ncfdtridfn ncfdtrinc nctdtr nctdtridf nctdtrinc nctdtrit ndtri
            name 3-10 scipy.special._ufuncs ndtri_exp nrdtrimn nrdtrisd owens_t pdtr pdtrc pdtri pdtrik poch
            name 3-10 scipy.special._ufuncs pseudo_huber rel_entr round shichi sici smirnov smirnovi spence stdtr
            name 3-10 scipy.special._ufuncs stdtridf stdtrit tklmbda wrightomega yn
            name 3-6 scipy.special._ufuncs btdtr btdtri
            name 3-7 scipy.special._ufuncs airy airye bei beip ber berp binom exp1 expi expit exprel gamma gammaln
            name 3-7 scipy.special._ufuncs hankel1 hankel1e hankel2 hankel2e hyp2f1 it2i0k0 it2j0y0 it2struve0 itairy
            name 3-7 scipy.special._ufuncs iti0k0 itj0y0 itmodstruve0 itstruve0 iv ive jv jve kei keip kelvin ker kerp
            name 3-7 scipy.special._ufuncs kv kve loggamma logit mathieu_a mathieu_b mathieu_cem mathieu_modcem1
            name 3-7 scipy.special._ufuncs mathieu_modcem2 mathieu_modsem1 mathieu_modsem2 mathieu_sem modfresnelm
            name 3-7 scipy.special._ufuncs modfresnelp obl_ang1 obl_ang1_cv obl_cv obl_rad1 obl_rad1_cv obl_rad2
            name 3-7 scipy.special._ufuncs obl_rad2_cv pbdv pbvv pbwa pro_ang1 pro_ang1_cv pro_cv pro_rad1 pro_rad1_cv
            name 3-7 scipy.special._ufuncs pro_rad2 pro_rad2_cv psi rgamma sph_harm wright_bessel yv yve
            name 3-8 scipy.special._ufuncs besselpoly beta betaln cbrt cosdg cosm1 cotdg ellipe ellipeinc ellipj ellipk
            name 3-8 scipy.special._ufuncs ellipkinc ellipkm1 fresnel gammainc gammaincc gammainccinv gammaincinv
            name 3-8 scipy.special._ufuncs gammasgn i0 i0e i1 i1e j0 j1 k0 k0e k1 k1e modstruve radian sindg struve
            name 3-8 scipy.special._ufuncs tandg y0 y1 zetac
            name 3-9 scipy.special._ufuncs dawsn erf erfc erfcx erfi exp10 exp2 expm1 log1p log_ndtr ndtr voigt_profile
            name 3-9 scipy.special._ufuncs wofz xlog1py xlogy
            name 4-10 scipy.special._ufuncs elliprc elliprd elliprf elliprg elliprj
            name 4-7 scipy.special._ufuncs log_expit
            name 5-10 scipy.special._ufuncs powm1
            name 7-10 scipy.special._ufuncs betaincc betainccinv
            """,
    )
}
