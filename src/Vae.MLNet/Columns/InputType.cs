namespace Vae.MLNet.Columns;

/// <summary>What the values of an input column are. The names are written into saved pipelines.</summary>
internal enum InputType
{
    Single,
    Double,
    SByte,
    Byte,
    Int16,
    UInt16,
    Int32,
    UInt32,
    Int64,
    UInt64,
    Boolean,
    Text,
    Key,
}
