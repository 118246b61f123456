using Vae.Data.Tables;

namespace Vae.Data.JsonLines;

/// <summary>A value of an object, or an item of a list there, in the buffer of its record.</summary>
/// <param name="Type">How it is given.</param>
/// <param name="Number">Its number.</param>
/// <param name="Start">Where its text begins in the buffer.</param>
/// <param name="Length">How long its text is.</param>
internal readonly record struct JsonValue(CellType Type, double Number = 0, int Start = 0, int Length = 0);
