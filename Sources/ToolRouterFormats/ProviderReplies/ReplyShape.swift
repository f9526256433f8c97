import ToolRouter

/// How one protocol writes a reply: as one document, and as events of a stream.
///
/// What it does not know is passed over, since providers add members; what it knows and finds twice, or of another kind, is an
/// error, since readers would disagree on it. Usage is read first: a reply that can't be read is not free.
protocol ReplyShape {
    /// Reads a whole reply.
    static func read(_ body: JSONValue, into draft: inout ReplyDraft) throws(FileError.Reason)
    /// Reads one event of a stream.
    static func read(event: JSONValue, into draft: inout ReplyDraft) throws(FileError.Reason)
}

extension ReplyShape {
    /// Reads the bytes of a document.
    static func read(_ bytes: ArraySlice<UInt8>, into draft: inout ReplyDraft) throws(FileError.Reason) {
        try JSONLineReader().value(from: .document(bytes)) { json throws(FileError.Reason) in
            draft.error = ProviderError(under: json)
            do throws(FileError.Reason) {
                try read(json, into: &draft)
            } catch {
                // An error need not have the shape of a reply.
                if draft.error == nil { throw error }
            }
        }
    }

    /// Reads a stream to its end: `[DONE]`, an error, or the last byte.
    static func read(stream bytes: [UInt8], into draft: inout ReplyDraft) throws(FileError.Reason) {
        let reader = JSONLineReader()
        var events = ServerSentEvents(bytes)
        while let data = events.next(), !data.elementsEqual("[DONE]".utf8) {
            try reader.value(from: .document(data)) { json throws(FileError.Reason) in
                draft.error = ProviderError(under: json)
                if draft.error == nil { try read(event: json, into: &draft) }
            }
            if draft.error != nil { return }
        }
        // A stream says how it ends: one that does not was cut off, wherever its bytes end.
        guard draft.finishReason != nil else {
            throw FileError.Reason(
                field: nil, found: "a stream without an end", expected: "a reason why the model stopped",
                remedy: "ask again")
        }
    }
}

extension LineReader.Line {
    /// A text that is no line of a file.
    static func document(_ bytes: ArraySlice<UInt8>) -> LineReader.Line {
        LineReader.Line(bytes: Array(bytes), number: 0, offset: 0, isTerminated: true)
    }
}
