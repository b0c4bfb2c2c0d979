/// What is wrong with a row whose columns SQLite takes for good.
enum RowFault: Error {
    case outOfRange(column: String)
}
