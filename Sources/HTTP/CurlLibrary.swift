import CLibCurl
import Glibc

/// libcurl, opened when the first request is made; found by name as its packages install it (libcurl C API).
struct CurlLibrary: Sendable {
    typealias Handle = UnsafeMutableRawPointer

    let newEasy: @convention(c) @Sendable () -> Handle?
    let closeEasy: @convention(c) @Sendable (Handle) -> Void
    let newMulti: @convention(c) @Sendable () -> Handle?
    let closeMulti: @convention(c) @Sendable (Handle) -> CURLMcode
    let add: @convention(c) @Sendable (Handle, Handle) -> CURLMcode
    let remove: @convention(c) @Sendable (Handle, Handle) -> CURLMcode
    let perform: @convention(c) @Sendable (Handle, UnsafeMutablePointer<Int32>) -> CURLMcode
    let poll:
        @convention(c) @Sendable (Handle, UnsafeMutableRawPointer?, UInt32, Int32, UnsafeMutablePointer<Int32>?) ->
            CURLMcode
    let wakeUp: @convention(c) @Sendable (Handle) -> CURLMcode
    let read: @convention(c) @Sendable (Handle, UnsafeMutablePointer<Int32>) -> UnsafeMutablePointer<CURLMsg>?
    let append:
        @convention(c) @Sendable (UnsafeMutablePointer<curl_slist>?, UnsafePointer<CChar>) ->
            UnsafeMutablePointer<curl_slist>?
    let freeList: @convention(c) @Sendable (UnsafeMutablePointer<curl_slist>?) -> Void
    let text: @convention(c) @Sendable (CURLcode) -> UnsafePointer<CChar>
    /// `curl_easy_setopt` and `curl_easy_getinfo`, which only C can call.
    nonisolated(unsafe) let setOption: UnsafeMutableRawPointer
    nonisolated(unsafe) let getInfo: UnsafeMutableRawPointer

    /// The library, opened once and never closed.
    static let shared: Result<CurlLibrary, HTTPError> = open()

    private static func open() -> Result<CurlLibrary, HTTPError> {
        let names = ["libcurl.so.4", "libcurl-gnutls.so.4"]
        guard let library = names.lazy.compactMap({ dlopen($0, RTLD_NOW | RTLD_LOCAL) }).first else {
            return .failure(HTTPError(.library, "", "libcurl.so.4 is missing: install libcurl4", isTransient: false))
        }
        do throws(HTTPError) {
            return .success(try CurlLibrary(library))
        } catch {
            return .failure(error)
        }
    }

    private init(_ library: UnsafeMutableRawPointer) throws(HTTPError) {
        func symbol<Function>(_ name: String) throws(HTTPError) -> Function {
            guard let pointer = dlsym(library, name) else {
                throw HTTPError(
                    .library, "", "this libcurl has no \(name): 7.75 or later is needed", isTransient: false)
            }
            return unsafeBitCast(pointer, to: Function.self)
        }
        newEasy = try symbol("curl_easy_init")
        closeEasy = try symbol("curl_easy_cleanup")
        newMulti = try symbol("curl_multi_init")
        closeMulti = try symbol("curl_multi_cleanup")
        add = try symbol("curl_multi_add_handle")
        remove = try symbol("curl_multi_remove_handle")
        perform = try symbol("curl_multi_perform")
        poll = try symbol("curl_multi_poll")
        wakeUp = try symbol("curl_multi_wakeup")
        read = try symbol("curl_multi_info_read")
        append = try symbol("curl_slist_append")
        freeList = try symbol("curl_slist_free_all")
        text = try symbol("curl_easy_strerror")
        setOption = try symbol("curl_easy_setopt")
        getInfo = try symbol("curl_easy_getinfo")
        let start: @convention(c) (Int) -> CURLcode = try symbol("curl_global_init")
        guard start(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK else {
            throw HTTPError(.library, "", "libcurl does not start", isTransient: false)
        }
    }
}
