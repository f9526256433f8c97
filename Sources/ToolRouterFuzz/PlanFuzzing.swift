import Foundation
import ToolRouter
import ToolRouterTools

/// Any text as a model's reply: a failure that says why, or a plan whose statement is in the reply, word for word.
enum PlanFuzzing {
    private static let decoder = PlanDecoder([SQLPlanSyntax()])

    static func judge(_ input: [UInt8]) {
        let reply = String(decoding: input, as: UTF8.self)
        switch decoder.decode(reply) {
        case .failure(let failure):
            precondition(!failure.detail.isEmpty, "a failure that says nothing: \(failure)")
            precondition(decoder.decode(reply) == .failure(failure), "read differently a second time")
        case .success(let plan):
            judge(plan, of: reply)
            let text = text(plan)
            guard case .success(let again) = decoder.decode(text), again == plan, Self.text(again) == text else {
                fatalError("changed by writing: \(plan)\n\(text)\n\(decoder.decode(text))")
            }
        }
    }

    private static func judge(_ plan: Plan, of reply: String) {
        precondition(!plan.tool.text.isEmpty, "a plan without a tool: \(plan)")
        precondition(
            (plan.sql != nil) == (plan.tool == .sql), "plans for `sql` have a statement: \(plan)")
        precondition(!plan.isNone || plan.arguments.isEmpty, "arguments for no tool: \(plan)")
        if let confidence = plan.confidence { precondition((Ratio.zero...Ratio.one).contains(confidence), "\(plan)") }
        guard let sql = plan.sql else { return }
        precondition(!sql.isEmpty, "an empty statement of \(reply.debugDescription)")
        // Bare and fenced statements stand in the reply as they are; those in JSON as another reader unescapes them.
        guard !holds(reply, sql) else { return }
        precondition(
            unescaped(reply).contains { holds($0, sql) },
            "\(sql.debugDescription) is not what stands in \(reply.debugDescription)")
    }

    private static func holds(_ text: String, _ part: String) -> Bool {
        Data(text.utf8).range(of: Data(part.utf8)) != nil
    }

    /// The texts of the object in the reply.
    private static func unescaped(_ reply: String) -> [String] {
        guard let start = reply.utf8.firstIndex(of: UInt8(ascii: "{")),
            let end = reply.utf8.lastIndex(of: UInt8(ascii: "}")),
            let object = try? JSONSerialization.jsonObject(with: Data(reply.utf8[start...end])) as? [String: Any]
        else { return [] }
        return object.values.compactMap { $0 as? String }
    }

    private static func text(_ plan: Plan) -> String {
        var writer = JSONWriter()
        writer.object { object in
            object.member("tool", plan.tool.text)
            var arguments = plan.arguments
            // One semicolon at the end is taken away in reading; a second one is part of the statement.
            if let sql = plan.sql { arguments["sql"] = .string(sql + ";") }
            for (name, argument) in arguments.sorted(by: { $0.key < $1.key }) {
                object.key(name)
                argument.write(to: &object)
            }
            if let confidence = plan.confidence {
                object.key("confidence")
                object.literal(confidence.decimalText)
            }
        }
        return writer.text
    }
}
