extension Coverage {
    /// What the first 500 scenarios of any seed reach, or the scenarios are not what they are said to be.
    package static let required: [String] = []
}
