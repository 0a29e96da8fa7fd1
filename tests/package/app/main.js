// SPDX-License-Identifier: Apache-2.0
import 'losscape/element';
