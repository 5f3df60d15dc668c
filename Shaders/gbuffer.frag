#version 460
// The cheap pass: what is seen where. Materials are evaluated once a pixel afterwards (surface.frag).
layout(location = 0) in vec3 normalInWorld;
layout(location = 1) flat in uint instanceId;
layout(location = 0) out vec4 normalAndDepth;
layout(location = 1) out uint instance;

void main() {
    // Clip w is the depth along the camera's axis.
    normalAndDepth = vec4(normalInWorld, 1.0 / gl_FragCoord.w);
    instance = instanceId;
}
