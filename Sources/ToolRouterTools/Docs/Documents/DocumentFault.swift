/// Why documents can't be read or indexed: where, what is wrong, what to do.
package struct DocumentFault: Error, Hashable {
    /// The file or folder.
    package let path: String
    /// What is wrong with it, in a sentence.
    package let problem: String
    /// What to do.
    package let remedy: String
    /// Whether it could not be written; else nothing is wrong but the input.
    package let isOutput: Bool

    package init(_ path: String, _ problem: String, remedy: String, isOutput: Bool = false) {
        self.path = path
        self.problem = problem
        self.remedy = remedy
        self.isOutput = isOutput
    }
}
