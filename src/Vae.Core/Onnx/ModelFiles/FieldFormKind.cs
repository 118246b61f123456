namespace Vae.Core.Onnx.ModelFiles;

/// <summary>What a field of onnx.proto holds.</summary>
internal enum FieldFormKind
{
    /// <summary>A whole number or a member of an enumeration.</summary>
    Whole,

    /// <summary>A 32-bit number.</summary>
    Single,

    /// <summary>A text.</summary>
    Text,

    /// <summary>Bytes.</summary>
    Bytes,

    /// <summary>A message.</summary>
    Message,
}
