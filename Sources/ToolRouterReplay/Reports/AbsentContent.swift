import ToolRouterFormats

/// What there is to say of a recording of shapes only.
package enum AbsentContent {
    /// A sentence about the recording called `name`.
    package static func sentence(_ name: String) -> String {
        "recording \(Excerpt.of(name)) holds no content: statements and rows were not compared"
    }
}
