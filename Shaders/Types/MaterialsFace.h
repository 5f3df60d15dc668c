// Flat coordinates on the faces of bodies, and how near their edges are.
#ifndef VENEER_MATERIALS_FACE_H
#define VENEER_MATERIALS_FACE_H

// Which face of its body's box a place is nearest: 0...2, the axis that the face looks along. Where the body is no box, `otherwise`.
#define VN_FACE_WALL 3
#define VN_FACE_CLOTH 4
#define VN_FACE_FLOOR 2
VN_INLINE int vnFaceOf(VnMaterial m, vec3 p, int otherwise) {
    if (m.form.x <= 0.0f) { return otherwise; }
    float x = m.form.x - abs(p.x); float y = m.form.y - abs(p.y); float z = m.form.z - abs(p.z);
    return z <= x && z <= y ? 2 : (y <= x ? 1 : 0);
}

// Two coordinates on a face, and the third into it. Walls have x and y beside each other and z up; cloth has x, and y and z as one.
VN_INLINE vec3 vnUnfolded(int face, vec3 p) {
    if (face == 0) { return vec3(p.y, p.z, p.x); }
    if (face == 1) { return vec3(p.x, p.z, p.y); }
    if (face == VN_FACE_WALL) { return vec3(p.x + p.y, p.z, 0.5f * (p.x + p.y)); }
    if (face == VN_FACE_CLOTH) { return vec3(p.x, p.y + p.z, 0.5f * (p.y + p.z)); }
    return p;
}

// How near an edge of its box a place is, metres; far away on other shapes.
VN_INLINE float vnFromEdge(VnMaterial m, vec3 p) {
    if (m.form.x <= 0.0f) { return 1.0f; }
    float x = max(m.form.x - abs(p.x), 0.0f); float y = max(m.form.y - abs(p.y), 0.0f); float z = max(m.form.z - abs(p.z), 0.0f);
    // The middle one of three: how far the next face is from the one that the place lies on.
    return max(min(x, y), min(max(x, y), z));
}

#endif
