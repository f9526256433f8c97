/// How many there are of something, in words.
package enum Quantity {
    /// `1 request`, `2 requests`; a noun that does not take an s brings its `plural`.
    package static func words(_ count: Int, _ noun: String, plural: String? = nil) -> String {
        "\(count) \(count == 1 ? noun : plural ?? noun + "s")"
    }
}
