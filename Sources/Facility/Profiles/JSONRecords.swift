/// Where in a JSON document the parts lie that speak for one channel or for one time each.
///
/// | written | document | parts |
/// |---|---|---|
/// | `within: /data` | `{"data":"{\"temp\":21}"}` | the document is the text at `/data` |
/// | `each: /sensors`, `channel: /name` | `{"sensors":[{"name":"a","t":21}]}` | a record per channel |
/// | `each: /log` and a time in each | `{"log":[{"at":1,"t":21},{"at":2,"t":22}]}` | a record per time |
/// | `each: /data`, `name: /k`, `value: /v` | `{"data":[{"k":"temp","v":21},{"k":"hum","v":40}]}` | a record per point |
/// | `name: /k`, `value: /v` | `{"k":"temp","v":21}` | a message per point |
///
/// A `{channel}` within a field's pointer needs nothing here (`JSONParts`).
package struct JSONRecords: Sendable, Equatable {
    /// Pointer to the text that holds the document to read; nil: the payload is the document.
    package var within: String?
    /// Pointer to the array or object whose members are records; fields are then sought in each of them.
    package var each: String?
    /// Pointer, within a record, to the channel it speaks of; empty: the record's key or index; nil: the device itself.
    package var channel: String?
    /// The number of an array's first element as a channel.
    package var channelFrom: Int
    /// Where a record says which quantity it carries and where that lies; fields are then sought by their names
    /// instead of by pointers, and without `each` the document is the one record.
    package var named: Named?

    /// Pointers within a record.
    package struct Named: Sendable, Equatable {
        package var name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package init(
        within: String? = nil, each: String? = nil, channel: String? = nil, channelFrom: Int = 0,
        named: Named? = nil
    ) {
        self.within = within
        self.each = each
        self.channel = channel
        self.channelFrom = channelFrom
        self.named = named
    }
}
