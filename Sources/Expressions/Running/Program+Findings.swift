/// Why an expression came to its answer, for a person who asks afterwards.
extension Program {
    /// What one part of the expression said.
    package struct Finding: Sendable, Equatable {
        /// As it is written, `air.temperature > degC(60)`.
        package let text: String
        /// 0 for the whole, 1 for what stands directly in it.
        package let depth: Int
        package let truth: Truth
        /// `>` of a comparison with two values, else nil.
        package let relation: String?
        /// The values that a comparison held against each other, left before right, without those written out.
        package let values: [Measured]

        package struct Measured: Sendable, Equatable {
            package let value: Value
            /// The unit the value comes in, nil for none.
            package let unit: String?
        }
    }

    /// Every part of the expression that is true or false by itself, the whole first, each before what stands in it;
    /// at most 64. Same layout of the values as for `truth`.
    package func findings(
        variables: UnsafeBufferPointer<Value>, windows: UnsafeBufferPointer<Value>,
        said: UnsafeBufferPointer<Bool>? = nil
    ) -> [Finding] {
        run(variables, windows, said) { evaluator, _ in
            clauses.map { clause in
                let told = clause.sides.filter { !$0.isConstant }
                return Finding(
                    text: clause.text, depth: clause.depth, truth: evaluator.truth(clause.node),
                    relation: told.count > 1 ? clause.relation : nil,
                    values: told.map {
                        Finding.Measured(value: evaluator.value($0.node), unit: $0.unit)
                    })
            }
        }
    }
}
