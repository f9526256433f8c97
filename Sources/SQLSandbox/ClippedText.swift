extension String {
    /// The text up to about `most` bytes, with an ellipsis for what is left out. SQLite's messages quote the statement,
    /// and nothing that repeats a stranger's text may be as long as the stranger likes.
    func clipped(to most: Int) -> String {
        if utf8.count <= most { return self }
        var clipped = ""
        var size = 0
        for scalar in unicodeScalars {
            size += UTF8.width(scalar)
            if size > most { break }
            clipped.unicodeScalars.append(scalar)
        }
        return clipped + "…"
    }
}
