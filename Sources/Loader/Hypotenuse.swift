// glibc 2.35 gave `hypot` and `hypotf` a new symbol version, and Swift's Glibc module refers to them whether they are
// called or not: on their account alone the loader would not start under glibc 2.34. The products are linked with
// `--wrap=hypot --wrap=hypotf`, which turns those references into ones to the functions here. ld(1) gives the names.

/// Stands in for C's `hypot` in the loader: the length of (x, y) without overflow on the way, within two units in the
/// last place.
@_cdecl("__wrap_hypot")
public func hypotenuse(_ x: Double, _ y: Double) -> Double {
    if x.isInfinite || y.isInfinite { return .infinity }
    if x.isNaN || y.isNaN { return .nan }
    let (small, large) = (min(x.magnitude, y.magnitude), max(x.magnitude, y.magnitude))
    guard large > 0 else { return 0 }
    let ratio = small / large
    return large * (1 + ratio * ratio).squareRoot()
}

/// Stands in for C's `hypotf` in the loader.
@_cdecl("__wrap_hypotf")
public func hypotenuse(_ x: Float, _ y: Float) -> Float {
    Float(hypotenuse(Double(x), Double(y)))
}
