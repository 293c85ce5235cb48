using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace PulsarWs.Tests
{
    /// <summary>A WebSocket server that lets everybody in and then says nothing
    /// any more.</summary>
    internal sealed class SilentServer : IDisposable
    {
        private const string Guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

        private readonly TcpListener listener =
            new TcpListener(IPAddress.Loopback, 0);

        private int connections;
        private volatile bool hasHeard;

        internal SilentServer()
        {
            listener.Start();
            Task.Run(AcceptAllAsync);
        }

        internal string Url
        {
            get { return "ws://" + listener.LocalEndpoint; }
        }

        /// <summary>How many have come so far.</summary>
        internal int Connections
        {
            get { return Volatile.Read(ref connections); }
        }

        /// <summary>Whether anybody has sent a message.</summary>
        internal bool HasHeard
        {
            get { return hasHeard; }
        }

        public void Dispose()
        {
            listener.Stop();
        }

        private async Task ServeAsync(TcpClient peer)
        {
            using (peer)
            using (NetworkStream stream = peer.GetStream())
            {
                string request = await ReadRequestAsync(stream);
                byte[] answer = Encoding.ASCII.GetBytes(
                    "HTTP/1.1 101 Switching Protocols\r\n" +
                    "Upgrade: websocket\r\nConnection: Upgrade\r\n" +
                    "Sec-WebSocket-Accept: " + Accept(request) + "\r\n\r\n");
                await stream.WriteAsync(answer, 0, answer.Length);
                var read = new byte[4096];
                while (await stream.ReadAsync(read, 0, read.Length) > 0)
                {
                    hasHeard = true;
                }
            }
        }

        private static async Task<string> ReadRequestAsync(Stream stream)
        {
            var request = new StringBuilder();
            var one = new byte[1];
            while (!request.ToString().EndsWith(
                "\r\n\r\n", StringComparison.Ordinal))
            {
                if (await stream.ReadAsync(one, 0, 1) == 0)
                {
                    throw new IOException("ended within its request");
                }
                request.Append((char)one[0]);
            }
            return request.ToString();
        }

        private static string Accept(string request)
        {
            const string Field = "Sec-WebSocket-Key:";
            int start = request.IndexOf(
                Field, StringComparison.OrdinalIgnoreCase) + Field.Length;
            string key = request.Substring(
                start, request.IndexOf('\r', start) - start).Trim();
            using (SHA1 sha1 = SHA1.Create())
            {
                return Convert.ToBase64String(
                    sha1.ComputeHash(Encoding.ASCII.GetBytes(key + Guid)));
            }
        }

        private async Task AcceptAllAsync()
        {
            for (;;)
            {
                TcpClient peer;
                try
                {
                    peer = await listener.AcceptTcpClientAsync();
                }
                catch (Exception exception) when (
                    exception is ObjectDisposedException ||
                    exception is SocketException ||
                    exception is InvalidOperationException)
                {
                    return;
                }
                Interlocked.Increment(ref connections);
                _ = Task.Run(() => ServeAsync(peer));
            }
        }
    }
}
