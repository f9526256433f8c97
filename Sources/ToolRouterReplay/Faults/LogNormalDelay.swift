import ToolRouter

/// Delays as those of networks and models are: most about the median, few far beyond, by a log-normal distribution.
///
/// Integers all the way, since a library's exponential may differ in its last digit from machine to machine. A quantile of the normal
/// distribution comes from a table, linearly between its rows, so that nothing is beyond 0.01% or 99.99%; powers of two are exact to 2⁻²⁰.
struct LogNormalDelay: Hashable, Sendable {
    /// Half of the delays are shorter.
    let median: Duration
    /// One in a hundred is longer.
    let p99: Duration

    /// The longest delay, whatever the two say.
    static let longest = Duration.seconds(86_400)
    /// What a draw is below: it is a quantile in millionths.
    static let quantiles: UInt64 = 1_000_000

    /// Quantiles in millionths, and where the normal distribution has them, in millionths of where it has 99%.
    private static let table: [(quantile: Int64, place: Int64)] = [
        (0, -1_598_650), (100, -1_598_650), (1_000, -1_328_362), (5_000, -1_107_242), (10_000, -1_000_000),
        (25_000, -842_507), (50_000, -707_054), (100_000, -550_886), (200_000, -361_778), (300_000, -225_418),
        (400_000, -108_903), (500_000, 0), (600_000, 108_903), (700_000, 225_418), (800_000, 361_778),
        (900_000, 550_886), (950_000, 707_054), (975_000, 842_507), (990_000, 1_000_000), (995_000, 1_107_242),
        (999_000, 1_328_362), (999_900, 1_598_650), (1_000_000, 1_598_650),
    ]

    /// The delay at a quantile, in millionths and below `quantiles`.
    func delay(at quantile: UInt64) -> Duration {
        precondition(quantile < Self.quantiles, "no quantile of \(quantile) millionths")
        let (low, high) = (max(median.wholeMicroseconds, 1), max(p99.wholeMicroseconds, 1))
        let exponent = Int128(Self.binaryLogarithm(of: high, to: low)) * Int128(Self.place(of: Int64(quantile)))
        // Rounded down, below zero as well.
        let scaled = Int64(exponent / 1_000_000 - (exponent % 1_000_000 < 0 ? 1 : 0))
        return min(.microseconds(Self.times(low, twoTo: scaled)), Self.longest)
    }

    /// Where the normal distribution has a quantile.
    private static func place(of quantile: Int64) -> Int64 {
        let next = table.firstIndex { $0.quantile > quantile } ?? table.count - 1
        let (low, high) = (table[next - 1], table[next])
        return low.place + (high.place - low.place) * (quantile - low.quantile) / (high.quantile - low.quantile)
    }

    /// How many binary digits an exponent has after the point.
    private static let digits: Int64 = 24

    /// The binary logarithm of `part` / `whole`, which is at least 1, in units of 2⁻²⁴: digit after digit by squaring.
    private static func binaryLogarithm(of part: Int64, to whole: Int64) -> Int64 {
        var mantissa = (UInt128(part) << 62) / UInt128(whole)
        var logarithm: Int64 = 0
        while mantissa >= 2 << 62 {
            mantissa >>= 1
            logarithm += 1
        }
        for _ in 0..<digits {
            mantissa = (mantissa * mantissa) >> 62
            logarithm <<= 1
            guard mantissa >= 2 << 62 else { continue }
            mantissa >>= 1
            logarithm += 1
        }
        return logarithm
    }

    /// `number` times 2 to `exponent`, which is in units of 2⁻²⁴; 24 hours in microseconds when that is less.
    private static func times(_ number: Int64, twoTo exponent: Int64) -> Int64 {
        var power = UInt128(1) << 62
        for digit in 1...digits where exponent & (1 << (digits - digit)) != 0 {
            power = (power * UInt128(roots[Int(digit) - 1])) >> 62
        }
        let shift = 62 - (exponent >> digits)
        guard shift >= 0 else { return longest.wholeMicroseconds }
        guard shift < 128 else { return 0 }
        return Int64(min((UInt128(number) * power) >> UInt128(shift), UInt128(longest.wholeMicroseconds)))
    }

    /// 2 to 1/2, 1/4, 1/8 and so on, in units of 2⁻⁶².
    private static let roots: [UInt64] = [
        6_521_908_912_666_391_106, 5_484_249_825_272_419_511, 5_029_079_263_719_320_435, 4_815_862_801_830_788_490,
        4_712_668_792_719_003_883, 4_661_903_986_662_671_289, 4_636_727_017_470_743_990, 4_624_189_567_668_517_720,
        4_617_933_561_212_708_776, 4_614_808_732_577_250_068, 4_613_247_111_281_068_008, 4_612_466_498_810_092_974,
        4_612_076_242_109_103_707, 4_611_881_126_141_011_236, 4_611_783_571_252_412_753, 4_611_734_794_581_956_353,
        4_611_710_406_440_186_475, 4_611_698_212_417_665_819, 4_611_692_115_418_496_524, 4_611_689_066_921_934_630,
        4_611_687_542_674_409_371, 4_611_686_780_550_835_663, 4_611_686_399_489_096_040, 4_611_686_208_958_238_036,
    ]
}
