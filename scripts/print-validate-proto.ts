// Prints validate.proto, which no npm package ships, from the descriptor inside @bufbuild/protovalidate. Format it after.
import { writeFileSync } from "node:fs";
import { file_buf_validate_validate } from "@bufbuild/protovalidate/gen/buf/validate/validate_pb.js";
import { printProto } from "./proto-printer.ts";

const notice = `// Copyright 2023-2026 Buf Technologies, Inc.
//
// Licensed under the Apache License, Version 2.0 (the "License");
// you may not use this file except in compliance with the License.
// You may obtain a copy of the License at
//
//      http://www.apache.org/licenses/LICENSE-2.0
//
// Unless required by applicable law or agreed to in writing, software
// distributed under the License is distributed on an "AS IS" BASIS,
// WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
// See the License for the specific language governing permissions and
// limitations under the License.

// Changed: printed from the descriptor in the npm package @bufbuild/protovalidate, which holds no comments.
`;

const target = new URL("../third_party/protovalidate/buf/validate/validate.proto", import.meta.url);
writeFileSync(target, `${notice}\n${printProto(file_buf_validate_validate)}\n`);
