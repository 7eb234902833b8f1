import Glibc
import Loader

switch CommandLine.arguments.count {
case 2: exit(NativeSession.run(CommandLine.arguments[1]))
case 3... where CommandLine.arguments[1] == "--probe": exit(ImageProbe.run(Array(CommandLine.arguments.dropFirst(2))))
case 3 where CommandLine.arguments[1] == "--run": exit(ImageProbe.become(CommandLine.arguments[2]))
default:
    print("usage: smoke-loader SESSION.json")
    exit(2)
}
