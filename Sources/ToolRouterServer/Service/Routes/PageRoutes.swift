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
    func frontPage() -> HTTPReply {
        HTTPReply(
            status: .ok,
            headers: [
                "content-type": "text/html; charset=utf-8",
                "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
                "referrer-policy": "no-referrer",
            ], body: ByteBuffer(bytes: PackageResources.index_html))
    }
}
