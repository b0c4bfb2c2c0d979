import Control
import Facility
import Forward
import Ring

/// What could not be opened, as a sentence for the person at the terminal: one line that says what to do about it.
extension OpenFailure {
    var text: LocalizedText {
        switch self {
        case .missingDirectory(let path):
            LocalizedText(en: "\(path): there is no store here", zh: "\(path)：此处没有存储")
        case .notADirectory(let path):
            LocalizedText(en: "\(path) is not a folder", zh: "\(path) 不是目录")
        case .notWritable(let path, let reason):
            LocalizedText(
                en: "\(path): the store cannot be written (\(reason))", zh: "\(path)：存储不可写（\(reason)）")
        case .full(let path, let bytes):
            LocalizedText(
                en: "\(path): the disk is full; the store needs \(bytes >> 20) MiB and never grows",
                zh: "\(path)：磁盘已满；存储固定需要 \(bytes >> 20) MiB")
        case .inUse(let path):
            LocalizedText(
                en: "\(path): another gateway uses this store", zh: "\(path)：另一个网关正在使用此存储")
        case .newerSchema(let found, let known) where found < known:
            LocalizedText(
                en: "the store is of an earlier version (\(found), this program's is \(known)): "
                    + "the gateway of this version brings it up when it starts",
                zh: "存储是旧版本的（版本 \(found)，本程序为 \(known)）：用本版本启动一次网关后即可读取")
        case .newerSchema(let found, let known):
            LocalizedText(
                en: "the store was written by a newer program (version \(found), this one knows \(known))",
                zh: "存储由更新版本的程序写入（版本 \(found)，本程序支持到 \(known)）")
        case .moved(let path, let at):
            LocalizedText(
                en:
                    "\(path): this box was replaced at \(RFC3339.text(at)); another one watches with a copy of this store. "
                    + "If that is not so: gengfu export --take-back",
                zh: "\(path)：本机已于 \(RFC3339.text(at)) 被替换，另一台机器正以此存储的副本值守。若非如此：gengfu export --take-back")
        case .occupied(let path):
            LocalizedText(
                en: "\(path) is there already and is not overwritten", zh: "\(path) 已存在，不予覆盖")
        case .notAnExport(let path, let reason):
            LocalizedText(
                en: "\(path) is no whole file of `gengfu export` (\(reason))",
                zh: "\(path) 不是完整的 gengfu export 文件（\(reason)）")
        case .notSynchronous(let level):
            LocalizedText(
                en: "the store does not wait for the disk (synchronous is \(level), must be 2)",
                zh: "存储不等待落盘（synchronous 为 \(level)，应为 2）")
        case .failed(let path, let code, let detail):
            LocalizedText(en: "\(path): \(detail) (SQLite \(code))", zh: "\(path)：\(detail)（SQLite \(code)）")
        }
    }
}

extension CommitFailure {
    var text: LocalizedText {
        switch self {
        case .full(let detail): LocalizedText(en: "the disk is full (\(detail))", zh: "磁盘已满（\(detail)）")
        case .unsynchronised(let detail):
            LocalizedText(en: "the disk did not confirm a write (\(detail))", zh: "磁盘未确认写入（\(detail)）")
        case .damaged(let detail):
            LocalizedText(en: "the store is damaged (\(detail))", zh: "存储已损坏（\(detail)）")
        case .io(let code, let detail), .other(let code, let detail):
            LocalizedText(en: "\(detail) (SQLite \(code))", zh: "\(detail)（SQLite \(code)）")
        }
    }
}

extension ControlSocketError {
    var text: LocalizedText {
        switch self {
        case .pathTooLong(let path):
            LocalizedText(
                en: "\(path): a socket's path holds at most 107 bytes", zh: "\(path)：套接字路径最长 107 字节")
        case .inUse(let path):
            LocalizedText(en: "\(path): another gateway answers here", zh: "\(path)：另一个网关正在使用")
        case .notASocket(let path):
            LocalizedText(
                en: "\(path) is no socket; it is left as it is", zh: "\(path) 不是套接字，保持原样")
        case .notRunning(let path):
            LocalizedText(
                en: "\(path): no gateway answers here; is it running?", zh: "\(path)：网关没有响应，是否已启动？")
        case .notPermitted(let path):
            LocalizedText(
                en: "\(path): you may not open this socket", zh: "\(path)：当前用户无权打开此套接字")
        case .timedOut(let milliseconds):
            LocalizedText(
                en: "the gateway gave no answer within \(milliseconds) ms", zh: "网关 \(milliseconds) 毫秒内没有答复")
        case .closed:
            LocalizedText(
                en: "the gateway closed the connection before it had answered", zh: "网关未答复即关闭连接")
        case .malformed(let reason):
            LocalizedText(en: "an answer that is none: \(reason)", zh: "答复无法识别：\(reason)")
        case .system(let call, let code):
            LocalizedText(en: "\(call) failed (errno \(code))", zh: "\(call) 失败（errno \(code)）")
        }
    }
}

extension ConveyanceFault {
    var text: LocalizedText {
        switch self {
        case .notAnAddress(let url):
            LocalizedText(en: "`\(url)` is not an address", zh: "`\(url)` 不是有效地址")
        case .unreadableAuthority(let file):
            LocalizedText(en: "\(file): no certificate can be read", zh: "\(file)：无法读取证书")
        case .unusableSigning(let reason):
            LocalizedText(en: "signing: \(reason)", zh: "签名配置：\(reason)")
        case .badTemplate(let file, let action):
            LocalizedText(
                en: "destination file `\(file)`: `\(action)` does not compile",
                zh: "去向文件 `\(file)`：`\(action)` 无法编译")
        case .unreadableCertificate(let file):
            LocalizedText(
                en: "\(file): no certificate or key can be read", zh: "\(file)：无法读取证书或私钥")
        }
    }
}
