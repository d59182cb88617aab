/** From a JSON schema to the fields of a form, and from what was typed to arguments. */

/**
 * @typedef {{name: string, kind: 'text' | 'integer' | 'number' | 'boolean' | 'enum' | 'json', required: boolean,
 *   description?: string, initial: string, example: string, choices: string[], raw: any[], minimum?: number, maximum?: number}} Field
 */

/** @param {any} property @returns {Field['kind']} */
function kindOf(property) {
  if (Array.isArray(property.enum)) {
    return 'enum';
  }
  const types = [property.type].flat().filter((type) => type !== 'null');
  const type = types.length === 1 ? types[0] : undefined;
  return type === 'string' ? 'text' : type === 'integer' || type === 'number' || type === 'boolean' ? type : 'json';
}

const exampleOf = (/** @type {any} */ property) => (property.type === 'array' ? '[]' : property.type === 'object' ? '{}' : '');

/** @param {any} schema of type object @returns {Field[]} required ones first */
export function fieldsOf(schema) {
  const required = new Set(schema?.required ?? []);
  const fields = Object.entries(schema?.properties ?? {}).map(([name, property]) => {
    const kind = kindOf(property);
    const preset = property.default;
    return {
      name,
      kind,
      required: required.has(name),
      description: property.description,
      initial: preset === undefined ? '' : kind === 'json' ? JSON.stringify(preset) : String(preset),
      example: exampleOf(property),
      choices: (property.enum ?? []).map(String),
      raw: property.enum ?? [],
      minimum: property.minimum,
      maximum: property.maximum,
    };
  });
  return fields.sort((a, b) => Number(b.required) - Number(a.required));
}

/**
 * Arguments from what was typed. Empty optional fields are left out; mistakes are keys of texts.
 *
 * @param {Field[]} fields
 * @param {Record<string, string | boolean>} given
 */
export function collect(fields, given) {
  /** @type {Record<string, unknown>} */
  const values = {};
  /** @type {Record<string, string>} */
  const mistakes = {};
  for (const field of fields) {
    const value = given[field.name];
    if (field.kind === 'boolean') {
      if (value === true || field.required || field.initial === 'true') {
        values[field.name] = value === true;
      }
    } else if (value === '' || value === undefined || value === null) {
      if (field.required) {
        mistakes[field.name] = 'tool.needed';
      }
    } else if (field.kind === 'json') {
      try {
        values[field.name] = JSON.parse(String(value));
      } catch {
        mistakes[field.name] = 'tool.notJson';
      }
    } else if (field.kind === 'integer' || field.kind === 'number') {
      const number = Number(value);
      if (Number.isNaN(number) || (field.kind === 'integer' && !Number.isInteger(number))) {
        mistakes[field.name] = 'tool.notNumber';
      }
      values[field.name] = number;
    } else if (field.kind === 'enum') {
      values[field.name] = field.raw[field.choices.indexOf(String(value))];
    } else {
      values[field.name] = value;
    }
  }
  return { values, mistakes };
}
