import NIOCore
import NIOHTTP1

/// What is shipped with the program and the same for everybody.
extension ServiceResponder {
    /// What the service can be asked, in OpenAPI.
    func openAPI() -> HTTPReply {
        HTTPReply(
            status: .ok, headers: ["content-type": "application/yaml; charset=utf-8"],
            body: ByteBuffer(bytes: PackageResources.openapi_yaml))
    }

    /// The page on which a person asks.
    func frontPage() -> HTTPReply { page.reply }
}
