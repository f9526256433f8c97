/// The name of a machine.
enum HostName {
    /// Whether a name may hold the byte: letters, digits, `-`, `.` and `_`, which some use though RFC 1123 does not.
    static func isByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._".utf8.contains(byte)
        }
    }
}
