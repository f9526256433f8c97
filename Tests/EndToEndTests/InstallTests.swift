import Foundation
import Testing

/// `Scripts/install`, `Scripts/package` and what is made for them.
@Suite(.serialized) struct InstallTests {
    private static let scripts = Package.folder.appending(path: "Scripts").path
    private static let programs = URL(filePath: BuiltTool.path).deletingLastPathComponent().path
    private static let needsGenerator: Comment = "needs `swift build --product generate-manual`"
    private static let hasGenerator = FileManager.default.isExecutableFile(atPath: programs + "/generate-manual")

    private func run(_ line: String, in folder: TemporaryFolder) throws -> (code: Int32, text: String) {
        try ShellLine.run(
            line, in: folder, environment: ["S": Self.scripts, "B": Self.programs, "SOURCE_DATE_EPOCH": "1795953600"])
    }

    @Test(.enabled(if: hasGenerator, needsGenerator))
    func `what is installed is below DESTDIR, works, and is gone when it is uninstalled`() throws {
        let folder = try TemporaryFolder()
        let install = try run("DESTDIR=$PWD/root $S/install --prefix /usr/local --build $B", in: folder)
        #expect(install.code == 0, "\(install.text)")
        let files = folder.files()
        #expect(files.allSatisfy { $0.hasPrefix("root/usr/local/") })
        let share = "root/usr/local/share"
        for name in [
            "root/usr/local/bin/toolrouter", "\(share)/bash-completion/completions/toolrouter",
            "\(share)/zsh/site-functions/_toolrouter", "\(share)/fish/vendor_completions.d/toolrouter.fish",
            "\(share)/man/man1/toolrouter.1", "\(share)/man/man1/toolrouter-replay.1",
        ] {
            #expect(files.contains(name))
        }
        #expect(!files.contains { $0.contains("sql-lane") || $0.contains("chaos-worker") })
        let page = try folder.text("\(share)/man/man1/toolrouter.1")
        #expect(page.contains(".Dd November 29, 2026") && page.contains("1 drift \\[u00B7] 2 invariant broken"))
        #expect(page.contains(".Bd -literal\n  toolrouter init replays/shop"))
        let version = try run("root/usr/local/bin/toolrouter --version", in: folder)
        #expect(version.code == 0 && version.text.hasPrefix("toolrouter "))

        // What others put there stays.
        try folder.write("", to: "root/usr/local/share/man/man1/other.1")
        let uninstall = try run("$S/install --prefix /usr/local --destdir root --uninstall", in: folder)
        #expect(uninstall.code == 0 && folder.files() == ["root/usr/local/share/man/man1/other.1"])
    }

    @Test(.enabled(if: hasGenerator, needsGenerator))
    func `a link that leads out of DESTDIR is not followed`() throws {
        let folder = try TemporaryFolder()
        let line = """
            mkdir -p root/usr elsewhere && ln -s "$PWD/elsewhere" root/usr/share \
            && $S/install --prefix /usr --destdir root --build $B
            """
        let install = try run(line, in: folder)
        #expect(install.code == 73 && install.text.contains("outside of"), "\(install.text)")
        #expect(folder.files() == [])
    }

    @Test(arguments: [
        ("install", "--prefix", "needs a folder"), ("install", "--prefix relative", "absolute path"),
        ("install", "", "--prefix DIR"), ("install", "--nonsense", "--nonsense"),
        ("package", "--nonsense", "--nonsense"),
        ("package", "--version", "needs a value"), ("package", "--output /nowhere", "/nowhere"),
        ("install", "--prefix /usr --build /nowhere", "/nowhere"),
    ])
    func `misuse is said, and nothing is built or written`(script: String, arguments: String, says: String) throws {
        let folder = try TemporaryFolder()
        let run = try run("$S/\(script) \(arguments)", in: folder)
        #expect(run.code != 0 && run.text.contains(says), "\(run.text)")
        #expect(folder.files() == [])
    }

    @Test(arguments: ["install", "package", "deb-check"])
    func `help says how it is used`(script: String) throws {
        let run = try run("$S/\(script) --help", in: TemporaryFolder())
        #expect(run.code == 0 && run.text.contains("usage: Scripts/\(script) ") && !run.text.contains("#!"))
    }

    /// The folder with a release build, so that none has to be made here.
    private static let release = ProcessInfo.processInfo.environment["TOOLROUTER_RELEASE_BUILD"]

    @Test(
        .enabled(
            if: ProcessInfo.processInfo.environment["TOOLROUTER_LONG_TESTS"] == "1" && geteuid() == 0
                && FileManager.default.isExecutableFile(atPath: "/usr/sbin/debootstrap"),
            "needs TOOLROUTER_LONG_TESTS=1, root, Debian's debootstrap and the network"))
    func `the package replays the shipped scenarios in a bare Debian`() throws {
        let build = Self.release.map { " --build '\($0)'" } ?? ""
        let check = try ShellLine.run("\(Self.scripts)/deb-check\(build)", in: TemporaryFolder())
        #expect(check.code == 0, "\(check.text)")
        #expect(check.text.contains("deb_completed steady-day\n") && check.text.contains("deb_left_files 0\n"))
        #expect(check.text.contains("deb_replay_exit 0\n"))
    }
}
