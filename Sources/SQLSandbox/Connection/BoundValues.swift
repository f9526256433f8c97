import CSQLite
package import ToolRouter

extension ApprovedStatement {
    /// What is wrong with `values` for its parameters, in words that name a parameter and no value; nil when it can run with
    /// them.
    ///
    /// Each parameter has one and nothing else has: a number, NULL, or a text of UTF-8 without a NUL, where SQLite's functions
    /// would stop reading. All texts together are not longer than a statement may be, as if they stood in it.
    package func fault(of values: [String: Value]) -> String? {
        if let missing = parameters.first(where: { values[$0] == nil }) {
            return "the parameter :\(missing) has no value"
        }
        if values.count > parameters.count {
            let known = Set(parameters)
            let unknown = values.keys.sorted().first { !known.contains($0) } ?? ""
            return "the statement has no parameter :\(unknown.clipped(to: ParameterName.longest))"
        }
        var bytes = 0
        for name in parameters {
            switch values[name] {
            case .null, .integer, nil: break
            case .real(let number):
                if !number.isFinite { return "the value of :\(name) is no finite number" }
            case .text(let text):
                bytes += text.utf8.count
                if bytes > approver.longestValues {
                    return "the value of :\(name) is too long: all of them may have \(approver.longestValues) bytes"
                }
                if text.utf8.contains(0) { return "the value of :\(name) holds a NUL" }
            case .malformedText: return "the value of :\(name) is no UTF-8"
            case .blob: return "the value of :\(name) is a blob"
            }
        }
        return nil
    }

    /// Fails where `fault` says something of `values`.
    func requireValues(_ values: [String: Value]) throws(SQLFailure) {
        if parameters.isEmpty, values.isEmpty { return }
        if let fault = fault(of: values) { throw SQLFailure(.failed, fault) }
    }
}

extension CompiledStatement {
    /// Gives its parameters their values, in the place of those of an earlier run. Traps where `ApprovedStatement.fault`
    /// says something.
    ///
    /// - Returns: the bytes of the longest value, as SQLite keeps it.
    func bind(_ values: [String: Value], on connection: Connection) throws(SQLFailure) -> Int {
        var longest = 0
        // By its own names: those of the values may be other letters that Unicode holds for the same.
        for name in parameters {
            let number = sqlite3_bind_parameter_index(handle, ":\(name)")
            let code: Int32
            switch values[name] {
            case .null: code = sqlite3_bind_null(handle, number)
            case .integer(let integer): code = sqlite3_bind_int64(handle, number, integer)
            case .real(let real): code = sqlite3_bind_double(handle, number, real)
            case .text(var text):
                longest = max(longest, text.utf8.count * (connection.isInUTF16 ? 2 : 1))
                code = text.withUTF8 { Self.bind($0, to: number, of: handle) }
            case .malformedText, .blob, nil: preconditionFailure("the value of :\(name) can't be bound")
            }
            guard code == SQLITE_OK else { throw SQLFailure(connection.error(code)) }
        }
        return longest
    }

    private static func bind(_ text: UnsafeBufferPointer<UInt8>, to number: Int32, of handle: OpaquePointer) -> Int32 {
        // SQLITE_TRANSIENT, a macro that Swift does not import: SQLite copies the bytes.
        let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        // Without an address it would be NULL.
        guard let start = text.baseAddress, !text.isEmpty else {
            return sqlite3_bind_text(handle, number, "", 0, transient)
        }
        return start.withMemoryRebound(to: CChar.self, capacity: text.count) {
            sqlite3_bind_text(handle, number, $0, Int32(text.count), transient)
        }
    }

    /// Ends a run: the statement stands at its beginning, and nothing of the run's values stays.
    func reset() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }
}
