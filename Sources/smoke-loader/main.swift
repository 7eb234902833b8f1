import Glibc
import Loader

let words = Array(CommandLine.arguments.dropFirst())
switch (words.first, words.count) {
case ("--probe", 2...): exit(ImageProbe.run(Array(words.dropFirst())))
case ("--run", 2): exit(ImageProbe.become(words[1]))
case ("--sandbox", _): exit(NamespaceLauncher.run(Array(words.dropFirst())))
case ("--check", _): exit(SandboxCheck.run(Array(words.dropFirst())))
case (let session?, 1): exit(NativeSession.run(session))
default:
    print("usage: smoke-loader SESSION.json | smoke-loader --sandbox WORDS… -- PROGRAM…")
    exit(2)
}
