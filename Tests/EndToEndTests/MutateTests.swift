import Foundation
import Testing

@Suite struct MutateTests {
    /// The changes themselves are built by hand, since that takes many minutes.
    @Test func `every change that Scripts/mutate would make still fits the code`() throws {
        let run = try DebianPython.run([Package.folder.appending(path: "Scripts/mutate").path, "--check"])
        #expect(run.code == 0, "\(run.errors)")
        #expect(run.text.hasSuffix(" changes fit\n"))
    }
}
