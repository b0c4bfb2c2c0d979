/// How the incidents of a template run, where a hazard says more than a sign, `for` and `quiet_for`.
///
/// Few hazards do; the others' machines are asked without a look at this (`HazardPlan.Template.course` is -1).
struct Course: Sendable {
    /// Position in `HazardPlan.conditions` of what says that the danger is over; -1: its sign known false.
    var quiet: Int32 = -1
    /// Steps of severity, strongest first, in `HazardPlan.steps`.
    var firstStep: Int32 = 0
    var stepCount: Int32 = 0
    /// Position in `HazardPlan.schedules`; -1: it may be raised at any time.
    var schedule: Int32 = -1

    /// A severity and what gives it.
    struct Step: Sendable {
        var severity: Severity
        /// Position in `HazardPlan.conditions`.
        var condition: Int32
    }

    var isPlain: Bool { quiet < 0 && stepCount == 0 && schedule < 0 }
}

extension HazardPlan {
    /// The steps of a course, strongest first.
    @inline(__always)
    func steps(of course: Course) -> ContiguousArray<Course.Step>.SubSequence {
        steps[Int(course.firstStep)..<Int(course.firstStep + course.stepCount)]
    }

    /// Lays out what a hazard says of the course of its incidents, as far as a device with `given` points can
    /// tell it.
    mutating func addCourse(
        of hazard: Hazard, _ given: Set<PointIndex>, _ site: Site, profile: Int?, _ template: inout Template
    ) {
        var course = Course()
        if let quiet = hazard.quietWhen, quiet.isGiven(by: given) {
            course.quiet = bind(quiet, site, profile, &template)
        }
        course.firstStep = Int32(steps.count)
        for step in hazard.steps.reversed() where step.condition.isGiven(by: given) {
            let condition = bind(step.condition, site, profile, &template)
            steps.append(Course.Step(severity: step.severity, condition: condition))
        }
        course.stepCount = Int32(steps.count) - course.firstStep
        if let schedule = hazard.schedule {
            if !schedules.contains(schedule) { schedules.append(schedule) }
            course.schedule = Int32(schedules.firstIndex(of: schedule) ?? 0)
        }
        guard !course.isPlain else { return }
        template.course = Int32(courses.count)
        courses.append(course)
    }
}
