import Glibc

extension String {
    /// Whether both are the same bytes in UTF-8; `==` takes canonically equivalent texts for equal, bytes do not.
    @inlinable
    package func hasSameBytes(as other: String) -> Bool {
        // The same object, or the same few bytes: most of what is equal.
        let ours = unsafeBitCast(self, to: (UInt64, UInt64).self)
        let others = unsafeBitCast(other, to: (UInt64, UInt64).self)
        return (ours.0 == others.0 && ours.1 == others.1) || hasSameBytesElsewhere(as: other)
    }

    /// The same of texts that are two objects.
    @usableFromInline
    package func hasSameBytesElsewhere(as other: String) -> Bool {
        let count = utf8.count
        guard count == other.utf8.count else { return false }
        let isSame = utf8.withContiguousStorageIfAvailable { left in
            other.utf8.withContiguousStorageIfAvailable { right in
                count == 0 || memcmp(left.baseAddress!, right.baseAddress!, count) == 0
            }
        }
        return (isSame ?? nil) ?? utf8.elementsEqual(other.utf8)
    }
}
