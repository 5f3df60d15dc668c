// The shaders of this folder, compiled by the build: see `SPIRV`.
