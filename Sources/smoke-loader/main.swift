import Glibc
import Loader

guard CommandLine.arguments.count == 2 else {
    print("usage: smoke-loader SESSION.json")
    exit(2)
}
exit(NativeSession.run(CommandLine.arguments[1]))
