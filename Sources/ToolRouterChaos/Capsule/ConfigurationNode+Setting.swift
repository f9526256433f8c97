package import ToolRouterFormats

extension ConfigurationNode {
    /// The value of a key of a mapping; nil where there is none.
    subscript(name: String) -> ConfigurationNode? {
        guard case .mapping(let entries) = content else { return nil }
        return entries.first { $0.name == name }?.value
    }

    /// The same mapping with `value` for the key that `path` leads to; mappings on the way are made where they are missing.
    func setting(_ path: some Collection<String>, to value: ConfigurationNode) -> ConfigurationNode {
        guard let name = path.first else { return value }
        let inner = (self[name] ?? .made([(name: String, value: ConfigurationNode)]())).setting(
            path.dropFirst(), to: value)
        guard case .mapping(let entries) = content else { return .made([(name, inner)]) }
        if self[name] != nil { return replacing(name, by: inner) }
        return .made(entries.map { ($0.name, $0.value) } + [(name, inner)])
    }
}

extension SettingChange {
    /// `file`, the content of a scenario.yaml, with this change; as it is where what is changed is switched off there.
    ///
    /// - Throws: when the value is no YAML.
    package func applied(to file: ConfigurationNode) throws(FileError) -> ConfigurationNode {
        let path = key.split(separator: ".").map(String.init)
        if let section = file[path[0]], case .scalar("off", _) = section.content { return file }
        let value = try ConfigurationNode.constant("value: \(value)")["value"]!
        let changed = file.setting(path, to: value)
        // The longest open time is never less than the usual one.
        guard path.last == "open_for", let section = changed[path[0]], let longest = section["longest_open"],
            case .scalar(let text, _) = longest.content, let most = DurationText.parse(text),
            let openFor = DurationText.parse(self.value), most < openFor
        else { return changed }
        return changed.setting([path[0], "longest_open"], to: value)
    }
}
