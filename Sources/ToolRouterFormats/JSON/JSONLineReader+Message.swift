extension JSONLineReader {
    /// What `read` makes of a line that another process of ours said, without its line feed.
    package func value<Content>(
        ofMessage bytes: [UInt8], _ read: (JSONValue) throws(FileError.Reason) -> Content
    ) throws(FileError.Reason) -> Content {
        try value(from: LineReader.Line(whole: bytes), read)
    }
}
