package import SQLSandbox
package import ToolRouter

extension ApprovedStatement {
    /// Whether its rows depend on who asks.
    var dependsOnCaller: Bool { parameters.contains { CallerParameter(rawValue: $0) != nil } }

    /// The values of its parameters when `caller` asks for `plan`.
    ///
    /// `:user` and `:tenant` are the caller's, all others the plan's, each of which the statement must have. No error holds a
    /// value: what is said of one caller's plan may be told to the planner for others.
    package func bindings(of plan: Plan, for caller: Caller) throws(RouterError) -> [String: Value] {
        var values = try plan.parameterValues
        for name in parameters {
            guard let parameter = CallerParameter(likeName: name) else {
                guard values[name] != nil else { throw .missing(name, plan) }
                continue
            }
            guard name == parameter.rawValue else {
                throw .argument(":\(name) is not :\(parameter.rawValue)", hint: "write it in lower case")
            }
            guard let value = parameter.value(of: caller) else {
                throw RouterError(
                    .callerUnknown, at: .guard,
                    "the statement asks for :\(name), and the request does not name its user",
                    hint: "ask as a user who is known to the service")
            }
            values[name] = value
        }
        if let fault = fault(of: values) {
            // A caller's name that is no value is nothing that its planner could mend, but by leaving out who asks.
            guard plan.arguments[Plan.parametersKey] != nil else {
                throw RouterError(.callerUnknown, at: .guard, fault, hint: "ask as a user by another name")
            }
            throw .argument(fault, hint: "give each parameter of the statement one value, and nothing else")
        }
        return values
    }
}

extension Plan {
    /// The values that it brings.
    fileprivate var parameterValues: [String: Value] {
        get throws(RouterError) {
            guard let argument = arguments[Self.parametersKey] else { return [:] }
            guard case .object(let members) = argument else {
                throw .argument(
                    "the plan's `\(Self.parametersKey)` are not an object", hint: "give them by the parameters' names")
            }
            guard members.count <= ParameterName.most else {
                throw .argument(
                    "the plan has \(members.count) parameters, \(ParameterName.most) are allowed", hint: "give fewer")
            }
            var values: [String: Value] = [:]
            for (name, member) in members.sorted(by: { $0.key < $1.key }) {
                guard ParameterName.isAllowed(name) else {
                    throw .argument(
                        "a parameter has a name that no statement can have: \(name.prefix(40))",
                        hint: "names have letters, digits and _, a letter first, without a colon")
                }
                guard CallerParameter(likeName: name) == nil else {
                    throw .argument(
                        "the plan says who asks, by the parameter :\(name)", hint: "leave it out: the request says it")
                }
                values[name] = try Value(member, of: name)
            }
            return values
        }
    }
}

extension Value {
    /// The value that `argument` is for a statement: SQL has no booleans, 1 and 0 stand for them.
    fileprivate init(_ argument: PlanArgument, of name: String) throws(RouterError) {
        switch argument {
        case .string(let text): self = .text(text)
        case .bool(let flag): self = .integer(flag ? 1 : 0)
        case .null: self = .null
        case .number(let text):
            // A number that is whole and has no exponent keeps all its digits or is refused.
            let isWhole = !text.isEmpty && text.utf8.allSatisfy { SQLCharacter.isDigit($0) || $0 == UInt8(ascii: "-") }
            let isPlain = text.utf8.allSatisfy { SQLCharacter.isDigit($0) || "+-.eE".utf8.contains($0) }
            if isWhole, let integer = Int64(text) {
                self = .integer(integer)
            } else if !isWhole, isPlain, let real = Double(text), real.isFinite {
                self = .real(real)
            } else {
                throw .argument(
                    "the value of :\(name) is no number that a database has",
                    hint: "whole numbers have 64 bits, others are finite")
            }
        case .list, .object:
            throw .argument(
                "the value of :\(name) is a list or an object", hint: "give a text, a number, true, false or null")
        }
    }
}

extension RouterError {
    fileprivate static func argument(_ detail: String, hint: String) -> RouterError {
        RouterError(.argumentInvalid, at: .guard, detail, hint: hint)
    }

    fileprivate static func missing(_ name: String, _ plan: Plan) -> RouterError {
        argument(
            "the parameter :\(name) has no value",
            hint: plan.arguments[Plan.parametersKey] == nil
                ? "write the value into the statement; only :user and :tenant stand for who asks"
                : "give it one under `\(Plan.parametersKey)`")
    }
}
