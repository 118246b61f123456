using Microsoft.ML.Data;

namespace Vae.MLNet.Tests.Support;

/// <summary>A row of a table with columns of every type that a model reads.</summary>
internal sealed class Connection
{
    public float Seconds { get; set; }

    public string Protocol { get; set; } = "";

    public int Port { get; set; }

    public long Bytes { get; set; }

    public bool LoggedIn { get; set; }

    public double Rate { get; set; }

    /// <summary>0 to 2; 3 is missing. ML.NET counts keys in memory from 0, and elsewhere from 1.</summary>
    [KeyType(3)]
    public uint Zone { get; set; }

    [VectorType(2)]
    public float[] Errors { get; set; } = [];

    [VectorType(2)]
    public string[] Flags { get; set; } = [];

    public int Number { get; set; }

    public DateTime Time { get; set; }
}
