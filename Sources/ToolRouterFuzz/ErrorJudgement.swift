import ToolRouterFormats

extension FileError {
    /// Traps unless the message says what was found, what was expected and what to do, on one line, with nothing that
    /// could drive a terminal.
    func judge() {
        for part in [reason.found, reason.expected, reason.remedy] {
            precondition(part?.isEmpty == false, "an error that says too little: \(self)")
        }
        precondition(line ?? 1 >= 1 && reason.field != "", "an error about no place: \(self)")
        for scalar in description.unicodeScalars {
            let isHarmless = scalar.properties.generalCategory != .control && !(0x202A...0x202E).contains(scalar.value)
            precondition(isHarmless, "an error that drives terminals: \(description.debugDescription)")
        }
    }
}
