"""Sparse containers, splines, interpolators, trees and the functions that models hold."""

import numpy as np
import scipy.cluster.hierarchy
import scipy.interpolate
import scipy.optimize
import scipy.sparse
import scipy.spatial
import scipy.special

from observe import observe


def observe_all():
    matrix = np.eye(4)
    for kind in "bsr coo csc csr dia dok lil".split():
        for suffix in ("matrix", "array"):
            cls = getattr(scipy.sparse, kind + "_" + suffix, None)
            if cls:
                for dtype in ("f8", "f4", "i4", "?"):
                    observe(cls(matrix.astype(dtype)))
    x = np.linspace(0, 1, 8)
    y = x ** 2
    i = scipy.interpolate
    for make in [
        lambda: i.BSpline(x, y[:4], 3), lambda: i.PPoly(np.ones((2, 3)), x[:4]), lambda: i.BPoly(np.ones((2, 3)), x[:4]),
        lambda: i.CubicSpline(x, y), lambda: i.PchipInterpolator(x, y), lambda: i.Akima1DInterpolator(x, y),
        lambda: i.interp1d(x, y), lambda: i.interp1d(x, y, kind="cubic"), lambda: i.UnivariateSpline(x, y),
        lambda: i.InterpolatedUnivariateSpline(x, y), lambda: i.LinearNDInterpolator(np.random.rand(9, 2), np.arange(9.0)),
        lambda: i.NearestNDInterpolator(np.random.rand(9, 2), np.arange(9.0)), lambda: i.make_interp_spline(x, y),
        lambda: i.RegularGridInterpolator((x, x), np.ones((8, 8))), lambda: i.Rbf(x, y), lambda: i.RBFInterpolator(x[:, None], y),
        lambda: i.BarycentricInterpolator(x, y), lambda: i.KroghInterpolator(x, y),
        lambda: scipy.spatial.cKDTree(np.random.rand(9, 2)), lambda: scipy.spatial.KDTree(np.random.rand(9, 2)),
        lambda: scipy.spatial.transform.Rotation.identity(),
        lambda: scipy.optimize.OptimizeResult(x=1), lambda: scipy.optimize.minimize(lambda v: v @ v, [1.0]),
        lambda: scipy.cluster.hierarchy.ClusterNode(1),
        lambda: scipy.sparse.linalg.aslinearoperator(scipy.sparse.csr_matrix(matrix)),
    ]:
        try:
            value = make()
        except Exception:
            continue
        observe(value)
    for name in dir(scipy.special):
        if isinstance(getattr(scipy.special, name), np.ufunc):
            observe(getattr(scipy.special, name), name)
    observe([scipy.special.softmax, scipy.special.logsumexp])
    for name in ("euclidean cityblock cosine correlation chebyshev canberra braycurtis hamming jaccard minkowski "
                 "sqeuclidean mahalanobis dice").split():
        observe(getattr(scipy.spatial.distance, name))
