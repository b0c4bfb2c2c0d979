import Facility

/// How near a field's name is to a point's: both as sets of notions, whatever language or abbreviation they are in.
enum WordSense {
    /// Spellings of one notion: English, its abbreviations, pinyin and Chinese.
    private static let notions: [(notion: String, words: [String])] = [
        ("temperature", ["temperature", "temp", "tmp", "wendu", "温度", "degc", "celsius"]),
        ("humidity", ["humidity", "hum", "humi", "rh", "shidu", "湿度"]),
        ("pressure", ["pressure", "press", "pres", "yali", "压力", "水压", "kpa", "mpa"]),
        ("voltage", ["voltage", "volt", "vol", "dianya", "电压"]),
        ("current", ["current", "curr", "cur", "amp", "dianliu", "电流"]),
        ("power", ["power", "watt", "gonglv", "功率"]),
        ("energy", ["energy", "kwh", "electricity", "电量", "电度"]),
        ("battery", ["battery", "batt", "bat", "dianchi", "电池"]),
        ("level", ["level", "lvl", "soc", "percent"]),
        ("low", ["low", "qianya", "欠压", "低"]), ("high", ["high", "超高", "高"]),
        ("smoke", ["smoke", "yanwu", "yangan", "烟雾", "烟感", "感烟"]), ("heat", ["heat", "感温", "温感"]),
        ("alarm", ["alarm", "alm", "alert", "warn", "warning", "baojing", "报警", "告警", "火警", "fire"]),
        ("fault", ["fault", "err", "error", "failure", "guzhang", "故障"]),
        ("tamper", ["tamper", "fangchai", "防拆", "拆"]), ("test", ["test", "selftest", "测试", "自检"]),
        ("gas", ["gas", "ranqi", "methane", "ch4", "燃气", "可燃气体", "lel"]), ("co", ["co", "一氧化碳"]),
        ("concentration", ["concentration", "conc", "ppm", "浓度"]),
        ("manual", ["manual", "button", "手报", "手动"]),
        ("link", ["link", "rssi", "lqi", "signal", "linkquality", "xinhao", "信号"]),
        ("quality", ["quality", "lqi", "linkquality"]),
        ("floor", ["floor", "louceng", "楼层"]), ("speed", ["speed", "velocity", "sudu", "速度"]),
        ("direction", ["direction", "dir", "fangxiang", "方向"]), ("door", ["door", "men", "门"]),
        ("state", ["state", "status", "zhuangtai", "状态"]), ("open", ["open", "kai", "开"]),
        ("occupied", ["occupied", "people", "person", "passenger", "youren", "有人", "人数"]),
        ("trapped", ["trapped", "kunren", "困人", "persontrapped"]),
        ("mode", ["mode", "moshi", "模式", "maintain"]),
        ("flow", ["flow", "liuliang", "流量"]), ("tank", ["tank", "水箱", "shuixiang"]),
        ("outlet", ["outlet", "out", "chushui", "出水", "出口"]), ("inlet", ["inlet", "jinshui", "进水", "进口"]),
        ("turbidity", ["turbidity", "turb", "ntu", "zhuodu", "浊度"]), ("ph", ["ph"]),
        ("chlorine", ["chlorine", "chlor", "cl", "cl2", "yulv", "余氯"]), ("free", ["free"]),
        ("conductivity", ["conductivity", "cond", "电导率"]), ("pump", ["pump", "shuibeng", "水泵"]),
        ("running", ["running", "run", "yunxing", "运行"]),
        ("frequency", ["frequency", "freq", "pinlv", "频率"]),
        ("flood", ["flood", "leak", "water_leak", "waterleak", "水浸", "漏水", "loushui"]),
        ("mains", ["mains", "shidian", "市电"]), ("connector", ["connector", "port", "plug", "插座", "端口"]),
        ("residual", ["residual", "leakage", "剩余", "漏电"]), ("hydrant", ["hydrant", "消火栓", "消防栓"]),
    ]

    private static let byWord: [String: [String]] = notions.reduce(into: [:]) { table, entry in
        for word in entry.words { table[word, default: []].append(entry.notion) }
    }

    private static let chinese: [(word: String, notion: String)] = notions.flatMap { entry in
        entry.words.filter { !$0.utf8.allSatisfy { $0 < 0x80 } }.map { ($0, entry.notion) }
    }.sorted { $0.word.count > $1.word.count }

    /// The notions in a name such as `/Data/BattVolt_mV` or `烟雾报警`.
    static func notions(in name: String) -> Set<String> {
        var found: Set<String> = []
        let all = words(of: name)
        // `PersonTrapped` is a notion of its own and not a person.
        if all.count > 1, let whole = byWord[all[all.count - 1]] { return Set(whole) }
        for word in all {
            if let notions = byWord[word] {
                found.formUnion(notions)
            } else if word.count > 2 {
                found.insert(word)
            }
        }
        var rest = name
        for (word, notion) in chinese where rest.contains(word) {
            found.insert(notion)
            rest = rest.replacing(word, with: " ")
        }
        return found
    }

    /// `BattVolt_mV` → batt, volt, mv; a run of capitals is one word.
    static func words(of name: String) -> [String] {
        var words: [String] = []
        var word = ""
        var wasLower = false
        for character in name {
            let isPart = character.isASCII && character.isLetter
            if !isPart || character.isUppercase && wasLower {
                if !word.isEmpty { words.append(word) }
                word = ""
            }
            if isPart { word += character.lowercased() }
            wasLower = character.isLowercase
        }
        if !word.isEmpty { words.append(word) }
        // `linkquality` and `smokealarm` are two words that nobody parted.
        return words + (words.count > 1 ? [words.joined()] : [])
    }

    /// 0 to 1: which part of the notions the two have in common; the last step of a pointer counts most.
    ///
    /// - Parameter context: notions of the topic and of the field's values: `alm` of `acme/smoke-7` is a smoke alarm.
    static func nearness(pointer: String, point: Point, context: Set<String> = []) -> Double {
        let last = pointer.split(separator: "/").last { Int($0) == nil }.map(String.init) ?? pointer
        let own = notions(in: last)
        let around = notions(in: pointer).union(context)
        let title = point.title.map { notions(in: $0.en).union(notions(in: $0.zh)) } ?? []
        // `water` of `water.turbidity` says nothing that a device would; `inlet` of `inlet.turbidity` does.
        let all = notions(in: point.name)
        let telling = all.subtracting(["water", "air", "car", "machine", "detector"])
        let wanted = telling.isEmpty ? all : telling
        guard !wanted.isEmpty, !own.isEmpty else { return 0 }
        let hits = own.intersection(wanted).count
        let titleHits = own.intersection(title.union(wanted)).count
        guard titleHits > 0 else { return 0 }
        let recall = Double(around.intersection(wanted).count) / Double(wanted.count)
        let precision = Double(max(hits, titleHits)) / Double(own.count)
        return 0.5 * recall + 0.5 * precision
    }
}
