namespace Vae.Core.Onnx.ModelFiles;

/// <summary>A field of onnx.proto.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="IsRepeated">Whether it may be there more than once.</param>
/// <param name="Message">The message that it holds; null where it holds none.</param>
/// <param name="IsContent">Whether it takes as much memory when parsed as it takes in the file.</param>
internal sealed record FieldForm(int Number, string Name, FieldFormKind Kind, bool IsRepeated = false, MessageForm? Message = null, bool IsContent = false);
