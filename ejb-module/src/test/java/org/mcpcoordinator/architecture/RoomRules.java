package org.mcpcoordinator.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Stateless;
import jakarta.persistence.Entity;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** Each rule, ready to be held against classes: the module's, or planted ones that break it. */
final class RoomRules {
    /** In the order a deployment passes them: a room looks back along this list, never ahead. */
    static final List<String> ROOMS = List.of(
            "access",
            "cluster",
            "catalog",
            "intake",
            "fleet",
            "placement",
            "rollout",
            "runtime",
            "health",
            "routing",
            "balance",
            "finding",
            "pinning",
            "standby",
            "directory",
            "upkeep",
            "usage",
            "insight",
            "management");

    private static final String BASE = "org.mcpcoordinator.";
    /** JMX itself asks for the ending MXBean. */
    private static final Pattern FORBIDDEN_NAME = Pattern.compile(
            "(Abstract.*)|(.*(Impl|Manager|Helper|Utils?|Service|DTO|Dto|(?<!MX)Bean|Controller|Base))");

    static final ArchRule NO_ROOM_LOOKS_AHEAD = classes()
            .should(new ArchCondition<>("look back along " + ROOMS + " only") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                        int here = room(type);
                        int there = room(dependency.getTargetClass());
                        if (here >= 0 && there > here) {
                            events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
                        }
                    }
                }
            });

    static final ArchRule WHAT_STANDS_BESIDE_KNOWS_NO_ROOM = noClasses()
            .that()
            .resideInAnyPackage(
                    BASE + "setting..",
                    BASE + "database..",
                    BASE + "problem..",
                    BASE + "outbound..",
                    BASE + "schema..",
                    BASE + "timer..")
            .should()
            .dependOnClassesThat(describe("are of a room", type -> room(type) >= 0));

    static final ArchRule NO_CYCLES =
            slices().matching("org.mcpcoordinator.(*)..").should().beFreeOfCycles();

    static final ArchRule ROOMS_KNOW_NO_DOOR_AND_NO_BATCH = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    BASE + "web..",
                    BASE + "batch..",
                    "jakarta.ws.rs..",
                    "jakarta.servlet..",
                    "jakarta.websocket..",
                    "jakarta.batch..");

    static final ArchRule ONLY_STORES_KNOW_THE_ENTITY_MANAGER = noClasses()
            .that(describe(
                    "are neither stores nor its producer",
                    type -> !type.getSimpleName().endsWith("Store")
                            && !type.getFullName().equals(BASE + "schema.EntityManagers")))
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("jakarta.persistence.EntityManager");

    static final ArchRule STORES_STAY_IN_THEIR_ROOM =
            classes().that(simpleNameEndingWith("Store")).should().notBePublic().allowEmptyShould(true);

    static final ArchRule ENTITIES_STAY_IN_THEIR_ROOM = classes()
            .that()
            .areAnnotatedWith(Entity.class)
            .should()
            .notBePublic()
            .allowEmptyShould(true);

    static final ArchRule ENTITIES_HAVE_VERBS_NOT_SETTERS = methods()
            .that()
            .areDeclaredInClassesThat()
            .areAnnotatedWith(Entity.class)
            .should()
            .haveNameNotMatching("set[A-Z].*")
            .allowEmptyShould(true);

    static final ArchRule THE_CLOCK_IS_INJECTED = noClasses()
            .that()
            .resideOutsideOfPackage(BASE + "setting..")
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(java.time.LocalDate.class, "now")
            .orShould()
            .callMethod(java.time.LocalDateTime.class, "now")
            .orShould()
            .callMethod(java.time.ZonedDateTime.class, "now")
            .orShould()
            .callMethod(java.time.OffsetDateTime.class, "now")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(Clock.class, "systemDefaultZone");

    static final ArchRule NO_THREADS_OF_OUR_OWN = noClasses()
            .should()
            .callConstructorWhere(describe(
                    "makes a thread or a timer",
                    call -> call.getTargetOwner().isAssignableTo(Thread.class)
                            || call.getTargetOwner().isAssignableTo(java.util.Timer.class)
                            || call.getTargetOwner().isAssignableTo(ForkJoinPool.class)
                            || call.getTargetOwner().isAssignableTo(java.util.concurrent.ThreadPoolExecutor.class)))
            .orShould()
            .callMethodWhere(describe(
                    "makes executors, sleeps, or borrows the common pool",
                    call -> call.getTargetOwner().isEquivalentTo(java.util.concurrent.Executors.class)
                            || (call.getTargetOwner().isEquivalentTo(Thread.class)
                                    && call.getName().equals("sleep"))
                            || (call.getTargetOwner().isEquivalentTo(CompletableFuture.class)
                                    && call.getName().matches("(run|supply)Async")
                                    && call.getTarget().getRawParameterTypes().size() == 1)))
            .orShould()
            .callMethodWhere(describe(
                    "streams in parallel",
                    call -> call.getName().equals("parallelStream")
                            || (call.getName().equals("parallel")
                                    && call.getTargetOwner().isAssignableTo(java.util.stream.BaseStream.class))));

    static final ArchRule ONLY_RUNTIME_STARTS_PROCESSES = noClasses()
            .that()
            .resideOutsideOfPackage(BASE + "runtime..")
            .should()
            .callMethodWhere(describe(
                    "starts a process",
                    call -> call.getTargetOwner().isEquivalentTo(ProcessBuilder.class)
                            || (call.getTargetOwner().isEquivalentTo(Runtime.class)
                                    && call.getName().equals("exec"))));

    static final ArchRule ONLY_CLUSTER_KNOWS_INFINISPAN = noClasses()
            .that()
            .resideOutsideOfPackage(BASE + "cluster..")
            .should()
            .dependOnClassesThat(resideInAPackage("org.infinispan..").or(resideInAPackage("org.jgroups..")));

    static final ArchRule NAMES_SAY_WHAT_A_CLASS_IS_FOR = classes()
            .should(new ArchCondition<>("not be called Impl, Manager, Service and the like") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    if (FORBIDDEN_NAME.matcher(type.getSimpleName()).matches()) {
                        events.add(SimpleConditionEvent.violated(type, type.getFullName() + " hides what it is for"));
                    }
                }
            });

    static final ArchRule EVERY_EJB_SAYS_WHO_MAY_CALL_IT = classes()
            .that()
            .areAnnotatedWith(Stateless.class)
            .or()
            .areAnnotatedWith(Singleton.class)
            .should(new ArchCondition<>("carry @PermitAll or @RolesAllowed, on the class or on each public method") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    if (saysWho(type.isAnnotatedWith(PermitAll.class), type.isAnnotatedWith(RolesAllowed.class))) {
                        return;
                    }
                    type.getMethods().stream()
                            .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
                            .filter(method -> !saysWho(
                                    method.isAnnotatedWith(PermitAll.class) || method.isAnnotatedWith(DenyAll.class),
                                    method.isAnnotatedWith(RolesAllowed.class)))
                            .forEach(method -> events.add(SimpleConditionEvent.violated(
                                    method, method.getFullName() + " does not say who may call it")));
                }
            })
            .allowEmptyShould(true);

    /** An interface's own body has no annotation of the bean's: the container lets nobody call it (WFLYEJB0364). */
    static final ArchRule WHAT_AN_EJB_IS_CALLED_BY_HAS_NO_BODY = classes()
            .that()
            .areAnnotatedWith(Singleton.class)
            .or()
            .areAnnotatedWith(Stateless.class)
            .should(new ArchCondition<JavaClass>("have no methods from an interface's own body") {
                @Override
                public void check(JavaClass bean, ConditionEvents events) {
                    bean.getAllRawInterfaces().stream()
                            .filter(view -> view.getPackageName().startsWith(BASE))
                            .flatMap(view -> view.getMethods().stream())
                            .filter(method -> !method.getModifiers().contains(JavaModifier.ABSTRACT)
                                    && !method.getModifiers().contains(JavaModifier.STATIC)
                                    && bean.tryGetMethod(method.getName(), names(method))
                                            .isEmpty())
                            .forEach(method -> events.add(SimpleConditionEvent.violated(
                                    bean, bean.getName() + " is called by " + method.getFullName())));
                }

                private String[] names(JavaMethod method) {
                    return method.getRawParameterTypes().stream()
                            .map(JavaClass::getName)
                            .toArray(String[]::new);
                }
            });

    /** Others see a proxy, and that refuses what is not public ("Not a business method"): only when it is called. */
    static final ArchRule WHAT_AN_EJB_IS_ASKED_FOR_IS_PUBLIC = classes()
            .should(new ArchCondition<JavaClass>("ask session beans for nothing that is not public") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    Stream.concat(type.getMethodCallsFromSelf().stream(), type.getMethodReferencesFromSelf().stream())
                            .filter(access -> isBean(access.getTargetOwner())
                                    && !type.getName()
                                            .startsWith(access.getTargetOwner().getName()))
                            .filter(access -> access.getTarget()
                                    .resolveMember()
                                    .filter(asked -> !asked.getModifiers().contains(JavaModifier.PUBLIC)
                                            && !asked.getModifiers().contains(JavaModifier.STATIC))
                                    .isPresent())
                            .forEach(access ->
                                    events.add(SimpleConditionEvent.violated(access, access.getDescription())));
                }

                private boolean isBean(JavaClass owner) {
                    return owner.isAnnotatedWith(Stateless.class) || owner.isAnnotatedWith(Singleton.class);
                }
            });

    /** WildFly ignores a session bean that is not public, with nothing but a warning in its log. */
    static final ArchRule EVERY_EJB_IS_PUBLIC = classes()
            .that()
            .areAnnotatedWith(Stateless.class)
            .or()
            .areAnnotatedWith(Singleton.class)
            .should()
            .bePublic()
            .allowEmptyShould(true);

    /** A container may refuse them, and calls them from where nobody could handle what they throw. */
    static final ArchRule BEGIN_AND_END_THROW_NOTHING_CHECKED = methods()
            .that()
            .areAnnotatedWith(PostConstruct.class)
            .or()
            .areAnnotatedWith(PreDestroy.class)
            .should(new ArchCondition<>("throw no checked exception") {
                @Override
                public void check(JavaMethod method, ConditionEvents events) {
                    if (!method.getThrowsClause().isEmpty()) {
                        events.add(SimpleConditionEvent.violated(method, method.getDescription() + " throws"));
                    }
                }
            })
            .allowEmptyShould(true);

    static final ArchRule TIMERS_ARE_CALLED_SO_AND_NEVER_PERSISTENT = methods()
            .that()
            .areAnnotatedWith(Schedule.class)
            .should(
                    new ArchCondition<>(
                            "be of a @Singleton called ...Timer that waits for the schema, and not persistent") {
                        @Override
                        public void check(JavaMethod method, ConditionEvents events) {
                            JavaClass owner = method.getOwner();
                            // One that began without the schema would wait for it for ever, and hold up the cure, a
                            // reload.
                            boolean waits =
                                    owner.isAnnotatedWith(Startup.class) && owner.isAnnotatedWith(DependsOn.class);
                            boolean timer = owner.getSimpleName().endsWith("Timer")
                                    && owner.isAnnotatedWith(Singleton.class)
                                    && waits;
                            if (!timer
                                    || method.getAnnotationOfType(Schedule.class)
                                            .persistent()) {
                                events.add(SimpleConditionEvent.violated(
                                        method, method.getFullName() + " is no plain timer"));
                            }
                        }
                    })
            .allowEmptyShould(true);

    static final ArchRule EVERY_PACKAGE_IS_NULL_MARKED = classes()
            .should(new ArchCondition<>("be in a package that is @NullMarked") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                        events.add(SimpleConditionEvent.violated(type, type.getPackageName() + " is not @NullMarked"));
                    }
                }
            });

    private RoomRules() {}

    private static boolean saysWho(boolean permitted, boolean restricted) {
        return permitted || restricted;
    }

    /** Place of the class's room in the order; -1 if it is of none. */
    private static int room(JavaClass type) {
        String name = type.getPackageName();
        if (!name.startsWith(BASE)) {
            return -1;
        }
        String below = name.substring(BASE.length());
        int dot = below.indexOf('.');
        return ROOMS.indexOf(dot < 0 ? below : below.substring(0, dot));
    }
}
