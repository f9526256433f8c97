import ToolRouter

extension Sequence where Element == any ToolSettings {
    /// The section `name` of a configuration, as it is to be written in another folder: with absolute paths.
    package func moved(_ section: ConfigurationNode, named name: String) -> ConfigurationNode {
        moved(section, named: name) { (path) throws(Never) in path }
    }

    /// The same with paths of its own.
    ///
    /// - Parameter place: where the file or folder at an absolute path is, seen from the other folder.
    package func moved<Failure: Error>(
        _ section: ConfigurationNode, named name: String, to place: (String) throws(Failure) -> String
    ) throws(Failure) -> ConfigurationNode {
        var section = section
        for tool in self where type(of: tool).tool.text == name {
            for (key, path) in tool.paths { section = section.replacing(key, by: .made(try place(path))) }
        }
        return section
    }
}
