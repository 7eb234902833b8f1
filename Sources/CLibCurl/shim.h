// libcurl's types and constants, and calls of its variadic functions, which Swift cannot make.
//
// Nothing is linked: libcurl brings some thirty libraries, which take longer to map than `smokehouse --help` takes in
// all. HTTP opens it when the first request is made and hands the functions in as `function`.
#define CURL_DISABLE_DEPRECATION
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

typedef CURLcode (*smoke_setopt)(CURL *, CURLoption, ...);
typedef CURLcode (*smoke_getinfo)(CURL *, CURLINFO, ...);

static inline CURLcode smoke_set_long(void *function, CURL *easy, CURLoption option, long value) {
    return ((smoke_setopt)function)(easy, option, value);
}
static inline CURLcode smoke_set_offset(void *function, CURL *easy, CURLoption option, curl_off_t value) {
    return ((smoke_setopt)function)(easy, option, value);
}
static inline CURLcode smoke_set_text(void *function, CURL *easy, CURLoption option, const char *value) {
    return ((smoke_setopt)function)(easy, option, value);
}
static inline CURLcode smoke_set_pointer(void *function, CURL *easy, CURLoption option, void *value) {
    return ((smoke_setopt)function)(easy, option, value);
}
static inline CURLcode smoke_set_transfer(void *function, CURL *easy, CURLoption option, curl_write_callback value) {
    return ((smoke_setopt)function)(easy, option, value);
}
static inline CURLcode smoke_set_seek(void *function, CURL *easy, curl_seek_callback value) {
    return ((smoke_setopt)function)(easy, CURLOPT_SEEKFUNCTION, value);
}
static inline CURLcode smoke_set_socket(void *function, CURL *easy, curl_opensocket_callback value) {
    return ((smoke_setopt)function)(easy, CURLOPT_OPENSOCKETFUNCTION, value);
}
static inline CURLcode smoke_get_long(void *function, CURL *easy, CURLINFO info, long *value) {
    return ((smoke_getinfo)function)(easy, info, value);
}
static inline CURLcode smoke_get_text(void *function, CURL *easy, CURLINFO info, char **value) {
    return ((smoke_getinfo)function)(easy, info, value);
}
static inline CURLcode smoke_message_result(const CURLMsg *message) { return message->data.result; }
