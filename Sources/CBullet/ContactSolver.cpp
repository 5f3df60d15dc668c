#include "ContactSolver.h"

#include <algorithm>
#include <limits>

namespace {

const float unbounded = std::numeric_limits<float>::infinity();

__m128 load(const btVector3 &v) { return _mm_setr_ps(v.x(), v.y(), v.z(), 0); }

btVector3 vector(__m128 v) {
    alignas(16) float numbers[4];
    _mm_store_ps(numbers, v);
    return btVector3(numbers[0], numbers[1], numbers[2]);
}

__m128 pick(__m128 where, __m128 a, __m128 b) { return _mm_or_ps(_mm_and_ps(where, a), _mm_andnot_ps(where, b)); }

}  // namespace

btScalar ContactSolver::solveGroupCacheFriendlyIterations(btCollisionObject **bodies, int bodyCount, btPersistentManifold **manifolds, int manifoldCount,
                                                          btTypedConstraint **joints, int jointCount, const btContactSolverInfo &info, btIDebugDraw *draw) {
    if (jointCount > 0 || m_tmpSolverNonContactConstraintPool.size() > 0) {
        return btSequentialImpulseConstraintSolver::solveGroupCacheFriendlyIterations(bodies, bodyCount, manifolds, manifoldCount, joints, jointCount, info, draw);
    }
    solveGroupCacheFriendlySplitImpulseIterations(bodies, bodyCount, manifolds, manifoldCount, joints, jointCount, info, draw);
    gather();
    order();
    for (int left = info.m_numIterations; left > 0; left -= iterationsAtOnce) {
        const int count = std::min(left, iterationsAtOnce);
        motionsBefore = motions;
        impulsesBefore.clear();
        for (const Row &row : rows) { impulsesBefore.push_back(row.impulse); }
        iterate(count);
        const int needed = neededOf(count, info.m_leastSquaresResidualThreshold);
        if (needed > count) { continue; }
        if (needed < count) {
            motions = motionsBefore;
            for (size_t i = 0; i < rows.size(); i++) { rows[i].impulse = impulsesBefore[i]; }
            iterate(needed);
        }
        break;
    }
    forPools([&](btConstraintArray &pool, int first, bool) {
        for (int i = 0; i < pool.size(); i++) { pool[i].m_appliedImpulse = rows[first + i].impulse; }
    });
    for (int i = 0; i < m_tmpSolverBodyPool.size(); i++) {
        m_tmpSolverBodyPool[i].m_deltaLinearVelocity = vector(motions[i].linear);
        m_tmpSolverBodyPool[i].m_deltaAngularVelocity = vector(motions[i].angular);
    }
    return 0;
}

template <class Each> void ContactSolver::forPools(Each each) {
    int first = 0;
    for (btConstraintArray *pool : {&m_tmpSolverContactConstraintPool, &m_tmpSolverContactFrictionConstraintPool, &m_tmpSolverContactRollingFrictionConstraintPool}) {
        each(*pool, first, pool == &m_tmpSolverContactRollingFrictionConstraintPool);
        first += pool->size();
    }
}

void ContactSolver::gather() {
    motions.clear();
    for (int i = 0; i < m_tmpSolverBodyPool.size(); i++) {
        motions.push_back({load(m_tmpSolverBodyPool[i].m_deltaLinearVelocity), load(m_tmpSolverBodyPool[i].m_deltaAngularVelocity)});
    }
    const int sink = m_tmpSolverBodyPool.size();
    motions.push_back({});
    rows.clear();
    forPools([&](btConstraintArray &pool, int first, bool rolls) {
        for (int i = 0; i < pool.size(); i++) {
            const btSolverConstraint &from = pool[i];
            const int a = from.m_solverBodyIdA, b = from.m_solverBodyIdB;
            const btSolverBody &bodyA = m_tmpSolverBodyPool[a], &bodyB = m_tmpSolverBodyPool[b];
            const bool isContact = &pool == &m_tmpSolverContactConstraintPool;
            rows.push_back({
                load(from.m_contactNormal1), load(from.m_relpos1CrossNormal), load(from.m_contactNormal2), load(from.m_relpos2CrossNormal),
                load(from.m_contactNormal1 * bodyA.internalGetInvMass()), load(from.m_angularComponentA),
                load(from.m_contactNormal2 * bodyB.internalGetInvMass()), load(from.m_angularComponentB),
                1.0 / from.m_jacDiagABInv, from.m_rhs, from.m_cfm, from.m_jacDiagABInv, from.m_appliedImpulse,
                isContact ? unbounded : from.m_friction, rolls ? from.m_friction : unbounded, isContact ? 0 : -unbounded, isContact ? -1 : from.m_frictionIndex,
                a, b, bodyA.m_originalBody ? a : sink, bodyB.m_originalBody ? b : sink});
        }
    });
    Row always{};
    always.impulse = 1;
    for (Row &row : rows) { if (row.pressedBy < 0) { row.pressedBy = static_cast<int>(rows.size()); } }
    rows.push_back(always);
}

// By depth: that of a row is one more than that of the last row before it with a body of its own.
void ContactSolver::order() {
    const int count = static_cast<int>(rows.size()) - 1, sink = static_cast<int>(motions.size()) - 1;
    depths.assign(motions.size(), 0);
    starts.assign(iterationsAtOnce * count + 2, 0);
    rowDepths.clear();
    for (int iteration = 0; iteration < iterationsAtOnce; iteration++) {
        for (int i = 0; i < count; i++) {
            const int depth = 1 + std::max(depths[rows[i].intoA], depths[rows[i].intoB]);
            depths[rows[i].intoA] = depths[rows[i].intoB] = depth;
            depths[sink] = 0;
            rowDepths.push_back(depth);
            starts[depth + 1]++;
        }
    }
    for (size_t depth = 1; depth < starts.size(); depth++) { starts[depth] += starts[depth - 1]; }
    steps.resize(rowDepths.size());
    for (int i = 0; i < iterationsAtOnce * count; i++) { steps[starts[rowDepths[i]]++] = {i % count, i}; }
}

void ContactSolver::iterate(int count) {
    const int end = count * (static_cast<int>(rows.size()) - 1);
    changes.assign(end, 0);
    for (const Step step : steps) {
        if (step.change >= end) { continue; }
        Row &row = rows[step.row];
        const float pressing = rows[row.pressedBy].impulse, most = std::min(row.friction * pressing, row.most);
        if (pressing > 0) { changes[step.change] = solve(row, std::max(-most, row.lowest), most); }
    }
}

// After how many iterations of so many nothing changed by more; one more than all: it did in each.
int ContactSolver::neededOf(int count, float squared) const {
    for (int needed = 1; needed <= count; needed++) {
        float largest = 0;
        for (size_t i = (needed - 1) * (rows.size() - 1); i < needed * (rows.size() - 1); i++) { largest = std::max(largest, changes[i] * changes[i]); }
        if (largest <= squared) { return needed; }
    }
    return count + 1;
}

inline float ContactSolver::solve(Row &row, float low, float high) {
    const Motion &a = motions[row.a], &b = motions[row.b];
    // Four dot products at once, each as (x + y) + z.
    const __m128 linearA = _mm_mul_ps(row.normalA, a.linear), angularA = _mm_mul_ps(row.crossA, a.angular);
    const __m128 linearB = _mm_mul_ps(row.normalB, b.linear), angularB = _mm_mul_ps(row.crossB, b.angular);
    const __m128 linear = _mm_unpacklo_ps(linearA, linearB), angular = _mm_unpacklo_ps(angularA, angularB);
    const __m128 xs = _mm_movelh_ps(linear, angular), ys = _mm_movehl_ps(angular, linear);
    const __m128 zs = _mm_movelh_ps(_mm_unpackhi_ps(linearA, linearB), _mm_unpackhi_ps(angularA, angularB));
    const __m128 dots = _mm_add_ps(_mm_add_ps(xs, ys), zs);
    const __m128 speeds = _mm_add_ps(dots, _mm_shuffle_ps(dots, dots, _MM_SHUFFLE(1, 0, 3, 2)));
    // From here on the four numbers of a vector are the same.
    const __m128 perSpeed = _mm_set1_ps(row.perSpeed), impulse = _mm_set1_ps(row.impulse), lowest = _mm_set1_ps(low), highest = _mm_set1_ps(high);
    const __m128 ofA = _mm_mul_ps(_mm_shuffle_ps(speeds, speeds, 0), perSpeed), ofB = _mm_mul_ps(_mm_shuffle_ps(speeds, speeds, _MM_SHUFFLE(1, 1, 1, 1)), perSpeed);
    const __m128 free = _mm_sub_ps(_mm_sub_ps(_mm_set1_ps(row.rhs - row.impulse * row.cfm), ofA), ofB), sum = _mm_add_ps(impulse, free);
    const __m128 isLow = _mm_cmplt_ps(sum, lowest), isHigh = _mm_cmpgt_ps(sum, highest);
    const __m128 delta = pick(isLow, _mm_sub_ps(lowest, impulse), pick(isHigh, _mm_sub_ps(highest, impulse), free));
    row.impulse = _mm_cvtss_f32(pick(isLow, lowest, pick(isHigh, highest, sum)));
    const Motion nextA{_mm_add_ps(a.linear, _mm_mul_ps(row.linearA, delta)), _mm_add_ps(a.angular, _mm_mul_ps(row.angularA, delta))};
    const Motion nextB{_mm_add_ps(b.linear, _mm_mul_ps(row.linearB, delta)), _mm_add_ps(b.angular, _mm_mul_ps(row.angularB, delta))};
    motions[row.intoA] = nextA;
    motions[row.intoB] = nextB;
    return static_cast<float>(_mm_cvtss_f32(delta) * row.speedPerImpulse);
}
