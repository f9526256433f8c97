import ArgumentParser
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay
import ToolRouterServer

/// `toolrouter audit verify`.
struct AuditVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check that every audit record is as it was written and follows the one before it.",
        discussion: """
            Finds records that were changed, removed or inserted, and segments that were removed, swapped, copied or cut \
            short, and says segment and record. Exit code 0: nothing found; 1: something was; 65: no store can be read.

            Who can write the files can also write a whole new chain. That is found only by a head that was kept elsewhere: \
            note down the head that this command prints, and give it back with --expect-head later.

            EXAMPLES
              toolrouter audit verify --dir audit
              toolrouter audit verify --dir audit --expect-head 5312:09c1…
              toolrouter audit verify --dir audit --json
            """)

    @OptionGroup var folder: AuditFolderOption

    @Option(help: "A head that was printed earlier, as RECORD:HASH; it must still be in the chain.")
    var expectHead: String?

    @Flag(help: "Print JSON instead of lines.")
    var json = false

    func run() throws {
        let anchor = try expectHead.map { text in
            guard let head = AuditVerification.Head(text) else {
                throw ValidationError(
                    "--expect-head is \(Excerpt.of(text)); write it as RECORD:HASH, with 64 hexadecimal digits")
            }
            return head
        }
        let interruption = InterruptSignals.listen()
        try ExitStatus.ofAudit {
            let progress = ProgressLine("records checked")
            defer { progress.end() }
            let verification = try AuditVerification.of(folder.path, anchor: anchor) { count in
                progress.update("", count)
                return !interruption.isRaised
            }
            progress.end()
            if interruption.isRaised { throw Interrupted() }
            if json { Console.write(AuditVerificationJSON(verification).text) } else { show(verification) }
            if !verification.isSound { throw ExitCode(1) }
        }
    }

    private func show(_ verification: AuditVerification) {
        for finding in verification.findings { Console.print(finding.description, isGood: false) }
        if verification.moreFindings > 0 { Console.print("… and \(verification.moreFindings) more", isGood: false) }
        for note in verification.notes { Console.print("\(note)") }
        let amount =
            "\(Quantity.words(verification.records, "record")) in \(Quantity.words(verification.segments, "segment"))"
        let head = verification.head.map { "head \($0)" } ?? "no head"
        Console.print(
            verification.isSound ? "sound: \(amount), \(head)" : "not as it was written: \(amount), \(head)",
            isGood: verification.isSound)
    }
}

/// What a verification found, for programs.
private struct AuditVerificationJSON {
    private let verification: AuditVerification

    init(_ verification: AuditVerification) {
        self.verification = verification
    }

    var text: String {
        var writer = JSONWriter(isIndented: true)
        writer.object { writer in
            writer.member("format", "toolrouter-audit-verification")
            writer.member("version", 1)
            writer.member("is_sound", verification.isSound)
            writer.member("segments", verification.segments)
            writer.member("records", verification.records)
            writer.member("head", verification.head?.description)
            write("findings", verification.findings, &writer)
            writer.member("findings_omitted", verification.moreFindings)
            write("notes", verification.notes, &writer)
        }
        return writer.text + "\n"
    }

    private func write(_ name: String, _ findings: [AuditVerification.Finding], _ writer: inout JSONWriter) {
        writer.key(name)
        writer.array { writer in
            for finding in findings {
                writer.object { writer in
                    writer.member("segment", finding.segment)
                    writer.member("record", finding.seq)
                    writer.member("words", finding.words)
                }
            }
        }
    }
}
