import Foundation
package import ToolRouterFormats

/// Takes the files out of a tar archive, such as the one that a server gives of its last minutes: the format `ustar` of POSIX.1-2017.
package enum TarExtraction {
    private static let block = 512
    /// The largest archive that is read, in bytes: 1 GiB.
    private static let largest = 1 << 30

    /// Writes the files of the archive at `path` below `folder`.
    package static func extract(_ path: String, to folder: String) throws(FileError) {
        let bytes = try WholeFile.bytes(path, kind: "a tar archive", upTo: largest)
        var place = 0
        var count = 0
        while place + block <= bytes.count, bytes[place] != 0 {
            let header = Array(bytes[place..<(place + block)])
            guard text(header, 257, 5) == "ustar", let size = Int(text(header, 124, 12), radix: 8), size >= 0,
                place + block + size <= bytes.count
            else { throw damaged(path, at: place) }
            let prefix = text(header, 345, 155)
            let name = (prefix.isEmpty ? "" : prefix + "/") + text(header, 0, 100)
            // Folders are made for the files in them; what is neither is of no use here.
            if header[156] == UInt8(ascii: "0") || header[156] == 0 {
                let steps = name.split(separator: "/", omittingEmptySubsequences: false)
                guard !steps.contains(where: { ["", ".", ".."].contains($0) }) else { throw damaged(path, at: place) }
                let target = "\(folder)/\(name)"
                try OutputFolder.make((target as NSString).deletingLastPathComponent)
                let file = try OutputFile(path: target)
                try file.write(Array(bytes[(place + block)..<(place + block + size)]))
                try file.finish()
                count += 1
            }
            place += block + (size + block - 1) / block * block
        }
        if count == 0 { throw damaged(path, at: 0) }
    }

    private static func damaged(_ path: String, at place: Int) -> FileError {
        FileError(
            path: path, found: "no file of a tar archive at byte \(place)",
            expected: "an archive as `GET /v1/recent` gives it", remedy: "fetch it again")
    }

    /// The text in a field, up to its first zero or blank.
    private static func text(_ header: [UInt8], _ from: Int, _ count: Int) -> String {
        String(decoding: header[from..<(from + count)].prefix { $0 != 0 && $0 != UInt8(ascii: " ") }, as: UTF8.self)
    }
}
