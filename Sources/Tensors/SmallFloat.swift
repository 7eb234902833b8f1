// Rounding is libm's in unoptimised builds.
import Glibc

/// Conversion between 16-bit floating-point bit patterns and Swift's numbers, without the processor's help.
enum SmallFloat {
    /// IEEE 754 binary16.
    static func float(half bits: UInt16) -> Float {
        let sign = UInt32(bits & 0x8000) << 16
        let exponent = UInt32(bits >> 10) & 0x1F
        let mantissa = UInt32(bits & 0x3FF)
        switch exponent {
        case 0x1F: return Float(bitPattern: sign | 0x7F80_0000 | mantissa << 13)
        case 0:
            let magnitude = Float(mantissa) * 0x1p-24
            return sign == 0 ? magnitude : -magnitude
        default: return Float(bitPattern: sign | (exponent + 112) << 23 | mantissa << 13)
        }
    }

    /// The upper half of a binary32.
    static func float(brain bits: UInt16) -> Float { Float(bitPattern: UInt32(bits) << 16) }

    /// The nearest binary16, ties to even.
    static func half(_ value: Double) -> UInt16 { round(value, mantissaBits: 10, bias: 15) }

    /// The nearest bfloat16, ties to even.
    static func brain(_ value: Double) -> UInt16 { round(value, mantissaBits: 7, bias: 127) }

    private static func round(_ value: Double, mantissaBits: Int, bias: Int) -> UInt16 {
        let sign: UInt16 = value.sign == .minus ? 0x8000 : 0
        let infinity = UInt16(2 * bias + 1) << UInt16(mantissaBits)
        if value.isNaN { return sign | infinity | 1 << UInt16(mantissaBits - 1) }
        guard value.isFinite else { return sign | infinity }
        guard value != 0 else { return sign }
        let exponent = max(Int(value.exponent), 1 - bias)
        guard exponent <= bias else { return sign | infinity }
        // In units of the last place; the carry of rounding up runs into the exponent, to infinity at the top.
        let units = (value.magnitude / Double(sign: .plus, exponent: exponent - mantissaBits, significand: 1))
            .rounded(.toNearestOrEven)
        return sign | UInt16(((exponent + bias - 1) << mantissaBits) + Int(units))
    }
}
