import CSQLite

/// The database file as a connection holds it open, to read bytes that SQL cannot ask for.
///
/// A file descriptor of our own would do harm: closing it drops the connection's locks.
struct OpenFile {
    private let file: UnsafeMutablePointer<sqlite3_file>

    /// The file behind `database`; nil when it is not open.
    init?(of database: OpaquePointer) {
        var file: UnsafeMutablePointer<sqlite3_file>?
        let code = sqlite3_file_control(database, "main", SQLITE_FCNTL_FILE_POINTER, &file)
        guard code == SQLITE_OK, let file, file.pointee.pMethods != nil else { return nil }
        self.file = file
    }

    /// The first 100 bytes, which are the header of a database; nil when the file is shorter or cannot be read.
    var header: [UInt8]? {
        var header = [UInt8](repeating: 0, count: 100)
        let code = file.pointee.pMethods.pointee.xRead(file, &header, Int32(header.count), 0)
        return code == SQLITE_OK ? header : nil
    }

    /// The part of the header that tells one content from another: 48 bytes from the size of a page to the encoding of
    /// texts; nil when the file is shorter or cannot be read.
    var marks: HeaderMarks? {
        var marks = HeaderMarks()
        let code = withUnsafeMutableBytes(of: &marks.words) { words in
            file.pointee.pMethods.pointee.xRead(file, words.baseAddress, Int32(words.count), 16)
        }
        return code == SQLITE_OK ? marks : nil
    }

    /// The length in bytes.
    var length: Int64 {
        var length: Int64 = 0
        return file.pointee.pMethods.pointee.xFileSize(file, &length) == SQLITE_OK ? length : 0
    }

    /// Whether the file ends in the middle of a page, which SQLite notices only when somebody reads that page.
    var isCutOff: Bool {
        guard let header else { return false }
        // "Database File Format", section 1.3.2: 1 stands for 65,536.
        let size = Int64(header[16]) << 8 | Int64(header[17])
        return !length.isMultiple(of: size == 1 ? 65_536 : max(size, 512))
    }

    /// Whether this looks like an encrypted database: whole pages, and a header that is neither SQLite's nor text.
    var looksEncrypted: Bool {
        guard let header, length.isMultiple(of: 512) else { return false }
        // A file of zeros is what a full disk or a crash leaves.
        guard Set(header.prefix(16)).count > 4 else { return false }
        return header.prefix(16).filter { $0 < 0x09 || $0 > 0x7e }.count >= 4
    }

    /// The state of the write-ahead log: changes, frames and salts of its index, as hexadecimal; nil when there is none,
    /// or when a writer kept changing it. Layout: "WAL-mode File Format" of the SQLite documentation, section 2.1.
    ///
    /// Only a database in write-ahead mode is asked: mapping the index makes a `-shm` file where there is none.
    var writeAheadLogState: String? {
        guard let header, header[18] == 2 else { return nil }
        var region: UnsafeMutableRawPointer?
        guard let map = file.pointee.pMethods.pointee.xShmMap, map(file, 0, 32_768, 0, &region) == SQLITE_OK, let region
        else { return nil }
        for _ in 0..<100 {
            // The header stands there twice, and writers change one copy after the other.
            let copies = [UInt8](UnsafeRawBufferPointer(start: region, count: 96))
            guard copies[..<48] == copies[48...] else { continue }
            return (copies[8..<12] + copies[16..<20] + copies[32..<40]).map { byte in
                (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }.joined()
        }
        return nil
    }
}
