#include "World.h"

namespace {

std::unique_ptr<btConvexHullShape> makeHull(const CBulletVector *points, int count, float margin) {
    auto hull = std::make_unique<btConvexHullShape>();
    for (int i = 0; i < count; i++) { hull->addPoint(vector(points[i]), false); }
    hull->setMargin(margin);
    hull->recalcLocalAabb();
    return hull;
}

// Owns its children. Without a tree of them: they are few, and their order is the order of contacts.
struct Compound : btCompoundShape {
    Compound() : btCompoundShape(false) {}
    ~Compound() override { for (int i = 0; i < getNumChildShapes(); i++) { delete getChildShape(i); } }
};

// Owns its corners. Solid on both sides, and only for what never moves.
struct Corners {
    btTriangleMesh mesh;
    Corners(const CBulletVector *points, int count) {
        for (int i = 0; i + 2 < count; i += 3) { mesh.addTriangle(vector(points[i]), vector(points[i + 1]), vector(points[i + 2])); }
    }
};
struct Triangles : Corners, btBvhTriangleMeshShape {
    Triangles(const CBulletVector *points, int count, float margin) : Corners(points, count), btBvhTriangleMeshShape(&mesh, true) { setMargin(margin); }
};

std::unique_ptr<btCollisionShape> makeSimple(const CBulletShape &shape, const CBulletVector *points) {
    switch (shape.kind) {
    case CBulletShapeSphere: return std::make_unique<btSphereShape>(shape.halfSize.x);
    case CBulletShapeCapsule: return std::make_unique<btCapsuleShapeZ>(shape.halfSize.x, 2 * (shape.halfSize.z - shape.halfSize.x));
    case CBulletShapeHull: return makeHull(points, shape.pointCount, shape.margin);
    case CBulletShapeTriangles: return std::make_unique<Triangles>(points, shape.pointCount, shape.margin);
    case CBulletShapeCylinder: {
        auto cylinder = std::make_unique<btCylinderShapeZ>(vector(shape.halfSize));
        cylinder->setMargin(shape.margin);
        return cylinder;
    }
    case CBulletShapeBox: break;
    }
    auto box = std::make_unique<btBoxShape>(vector(shape.halfSize));
    box->setMargin(shape.margin);
    return box;
}

}  // namespace

std::unique_ptr<btCollisionShape> makeShape(const CBulletBody &body) {
    if (!body.isCompound) { return makeSimple(body.shapes[0], body.points); }
    auto compound = std::make_unique<Compound>();
    const CBulletVector *points = body.points;
    for (int i = 0; i < body.shapeCount; i++) {
        const CBulletShape &shape = body.shapes[i];
        compound->addChildShape(transform(shape.position, shape.rotation), makeSimple(shape, points).release());
        points += shape.pointCount;
    }
    return compound;
}
