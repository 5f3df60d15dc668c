// Bullet's iterations over contacts, with the same sums in the same order for every body, so that its results are the same bits. They take less time since a
// row doesn't wait for those before it that have nothing to do with its bodies, be they of the iteration before: along a fallen row of dominoes several
// iterations run one behind the other, and the processor works on all of them at once.
#pragma once
#include <vector>

#include <btBulletDynamicsCommon.h>
#include <emmintrin.h>

class ContactSolver : public btSequentialImpulseConstraintSolver {
protected:
    btScalar solveGroupCacheFriendlyIterations(btCollisionObject **bodies, int bodyCount, btPersistentManifold **manifolds, int manifoldCount,
                                               btTypedConstraint **joints, int jointCount, const btContactSolverInfo &info, btIDebugDraw *draw) override;

private:
    // By how much a body's velocity was changed so far.
    struct Motion { __m128 linear, angular; };

    struct Row {
        __m128 normalA, crossA, normalB, crossB;     // what is measured
        __m128 linearA, angularA, linearB, angularB; // what an impulse of one does
        double speedPerImpulse;
        float rhs, cfm, perSpeed, impulse;
        // Bounds are friction times the impulse of what presses, at most `most`; a row that nothing presses rests.
        float friction, most, lowest;
        int pressedBy;
        int a, b, intoA, intoB;                      // motions: what stands still is read in one place and written in another
    };
    struct Step { int row, change; };
    static const int iterationsAtOnce = 3;

    std::vector<Motion> motions, motionsBefore;
    std::vector<Row> rows;                           // contacts, frictions, rolling frictions, and one that always presses
    std::vector<Step> steps;
    std::vector<int> depths, rowDepths, starts;
    std::vector<float> impulsesBefore;
    std::vector<float> changes;                      // of speeds, by iteration and row

    template <class Each> void forPools(Each each);
    void gather();
    void order();
    void iterate(int count);
    int neededOf(int count, float squared) const;
    float solve(Row &row, float low, float high);
};
